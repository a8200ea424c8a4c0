"""What an explanation notes of a step: the exception, the refusal, the limit behind it."""

from fundtrack.checks import over_lines
from fundtrack.rulebooks import Book, Rule
from fundtrack.words import name_of, noun_name, tell, word

#: Rules about one line; any other refuses or limits several lines at once.
_ONE_LINE = frozenset({"line", "cost", "budget_line"})


def note(said: str, book: Book, language: str) -> str:
    """A note in words; the rule it names stands beside it as its code.

    >>> from fundtrack.rulebooks import load_book
    >>> note("excluded:EU-ERDF14-001", load_book("eu/erdf-2014"), "en")
    'refused by EU-ERDF14-001'
    """
    kind, _, name = said.partition(":")
    rule = book.rules.get(name)
    match kind:
        case "exception":
            return tell("by the exception {name}", language, name=name)
        case "blocked":
            return tell("this method may not be used: {rule}", language, rule=name)
        case "excluded" if rule is not None and rule.scope not in _ONE_LINE:
            noun = noun_name(rule.scope, book, language)
            return tell(
                "refused by {rule}, which takes all its lines together ({noun})",
                language,
                rule=name,
                noun=noun,
            )
        case "excluded":
            return tell("refused by {rule}", language, rule=name)
        case "limited" if rule is not None and over_lines(rule):
            told = tell("cut at the limit of {rule}", language, rule=name)
            return f"{told}; {consumed(rule, book, language)}"
        case "limited":
            return tell("cut at the limit of {rule}", language, rule=name)
        case _:
            return word("note", said, language)


def consumed(rule: Rule, book: Book, language: str) -> str:
    """How several lines take up one limit: in which order, or each its share."""
    if rule.consume == ("pro_rata",):
        return tell("several lines share it in proportion to their amounts", language)
    names = (
        tell("number", language) if one.endswith(".id") else name_of(one, book, language)
        for one in rule.consume
    )
    order = ", ".join(names)
    return tell("several lines use it up in the order of: {order}", language, order=order)
