"""The public digital town hall: what citizens see."""
