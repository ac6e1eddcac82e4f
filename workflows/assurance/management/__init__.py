"""Commands of the nightly proof."""
