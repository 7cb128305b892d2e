"""stub"""

import simplemma


def lemma(word, language):
    return simplemma.lemmatize(word, lang=language)
