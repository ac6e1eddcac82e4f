"""Every number of the search in one place; how they were found and what each is worth stands in docs/search.md."""

# Index: what the parts of a compound count beside the compound itself.
PART = 0.6
PART_OF_PART = 0.35

# Plan: what an alternative counts against the word itself.
EXACT = 1.0
BASE_FORM = 0.95  # participle, infinitive with "zu"
VERB_WITHOUT_PARTICLE = 0.5  # "melde" in "melde … an"
PARTS_OF_KNOWN = 0.55
PARTS_OF_UNKNOWN = 0.9
PREFIX = 0.75
PREFIX_OF_KNOWN = 0.45
TYPO = 0.8
TWO_TYPOS = 0.64
TYPO_PARTS = 0.6  # times the typo's weight: the parts of the compound that was meant
TYPO_IN_PART = 0.64
EVERYDAY = 0.8  # what a word or a phrase of the people means
EQUAL = 0.85  # another word of its class of equals
MEANING_OF_EQUAL = 0.9  # times what a meaning counts
MEANING_OF_PART = 0.7
MEANING_OF_BEGINNING = 0.6
PREFIXES_AT_MOST = 12
TYPOS_AT_MOST = 3
TYPOS_IN_PARTS_AT_MOST = 4

ALIKE_WORD = 0.6  # times the cosine: a title's word that means nearly the same as one that nobody knows
ALIKE_WORD_AT_LEAST = 0.5
ALIKE_WORDS_AT_MOST = 4
ALIKE_UNLESS = 0.78  # something else about the word counts so much

# Plan: what a word of the query counts.
QUESTION_WORD = 0.35
MISTYPED_QUESTION_WORD = 0.3
STORY_WORD = 0.3
JOINED_BONUS = 0.5
PHRASE = 1.0  # a phrase of two words
LONG_PHRASE = 1.3
WORD_OF_PHRASE = 0.5  # times what the word counts otherwise
UNSURE_IDF = 0.7  # share of the highest idf that a word counts of which only typos are known

# What a query sounds like: the nearest expressions of the everyday words by their sentences.
SAYINGS_AT_MOST = 5
SAYING_AT_LEAST = 0.5  # the cosine from which an expression counts at all
SAYING_THE_SAME = 0.85  # and from which it counts fully
CANDIDATES_SAID = 20

# Lines of the everyday words that share most with a query.
LINES_AT_MOST = 5
LENGTH_OF_LINE = 0.2  # BM25's b
UNKNOWN_TO_LINES = 0.6  # share of the rarest stem's weight that a word counts which no line has

# Rank, per field: title, keywords, body, requirements, documents.
FIELD = (2.0, 1.0, 1.0, 0.4, 0.4)
FIELD_SCALE = 3.0
LENGTH = (0.5, 0.5, 0.3, 0.3, 0.3)  # BM25's b
SATURATION = 1.2  # BM25's k1
COVERAGE = 0.75
TITLE_COVER = 0.3
LIKENESS = 0.7
ALIKE_AT_LEAST = 0.15  # for an entry that has none of the words
REST_OF_BAG = 0.3  # several words that must stand together count as their rarest plus this share of the others

# Confidence: where a word was found, and below which the answer is "unsure".
FOUND_IN_TITLE = 1.0
FOUND_IN_BODY = 0.4
UNSURE_BELOW = 0.46

# What is no service: in doubt people want what is done there, not the door.
OTHER_KIND = 0.85
COLLEAGUE = 0.6  # names are words too: Müller, Koch, Hund

# Noise is what is less than a four-hundredth as likely as the best, or less than a quarter as good by its words. It is
# not counted, and citizens are shown little of it (`measure_relevance` tells how many of the right pages that costs).
NOISE_BELOW = 6.0  # in the ranker's scores
NOISE_BELOW_SHARE = 0.25

# Engine
CANDIDATES = 40
CANDIDATES_OF_MANY = 100  # partners: what they have of the same service is alike
CANDIDATES_NEAR = 20  # by their sentences
CANDIDATES_ALIKE = 10  # by the trigrams of titles: +0.01 to +0.02 MRR
TERMS_AT_MOST = 16
TRIGRAMS_AT_MOST = 8
QUERY_LETTERS = 200
