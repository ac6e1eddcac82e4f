"""Lindenfurt, a town that does not exist, to try everything in; `manage.py load_demo` makes it.

organisation.toml   partners with their departments, offices, hours and people
places.toml         where callers are, what they dial, whom agents can ask
services/           the services in German, a file per subject; languages/ has those in English and in Leichte Sprache
catalogue.toml      topics, life situations, what partners deviate in, notes for agents
news.toml           notices and bulletins, counted from the day of loading
case_types.toml     kinds of concerns with their questions and steps
texts.toml          text modules of departments, letters in a partner's own words
concerns.toml       what people are concerned about, words.toml what is said again and again: `weeks` plays eight weeks
                    of it with a moved clock; attachments/ are the files that come with some of them

Days of review are counted from the day of loading too, so that a fresh town is never out of date. What is there already
is left as it is: slugs and names are the keys by which a second run knows it.
"""
