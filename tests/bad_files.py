"""Kinds of bad scenario file: what is done to a good one, and all that is said of it."""

from __future__ import annotations

GOOD = """\
name: Town bank
months: 24
market: {people: 20000, simulated: 2000}
segments:
  - name: Young
    share: 0.4
    spend: 0.8
    needs: {help: 0.8}
  - name: Families
    share: 0.6
    holdings: {Account: 0.9}
products:
  - {name: Account, revenue: 20}
  - {name: Loan, revenue: 35, margin: 0.5}
touchpoints:
  - {name: onboard, frequency: 0.5}
  - {name: help, queue: true}
work:
  capacity: 8
today:
  organisation: {layers: 4, basis: need}
  delivery:
    batch_size: 5
"""

SEGMENTS = GOOD[GOOD.index("segments:") : GOOD.index("products:")]
PRODUCTS = GOOD[GOOD.index("products:") : GOOD.index("touchpoints:")]
TOUCHPOINTS = GOOD[GOOD.index("touchpoints:") : GOOD.index("work:")]
ACCOUNT = "  - {name: Account, revenue: 20}\n"

LAUGHS = "b0: &b0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 10)}]\n" for n in range(1, 8)
)

EDITS: dict[str, tuple[str, str, list[str]]] = {
    # kind: (text in GOOD, what stands there instead, everything that is said)
    "unknown key": (
        "batch_size: 5",
        "batch_sise: 5",
        ["23:5: today.delivery.batch_sise: unknown key, did you mean 'batch_size'?"],
    ),
    "unknown key at the top": (
        "months: 24",
        "monhts: 24",
        ["2:1: monhts: unknown key, did you mean 'months'?"],
    ),
    "unknown key like nothing": (
        "work:\n  capacity: 8",
        "weather: sunny",
        [
            (
                "18:1: weather: unknown key; remove it, or use one of name, description, currency, "
                "sources, months, burn_in, market, segments, products, touchpoints, experience, "
                "advocacy, rivalry, levers, pricing, insight, stakes, work, costs, transition, forms, today, "
                "shocks, facts or uncertain"
            )
        ],
    ),
    "unknown key of a list item": (
        "spend: 0.8",
        "spent: 0.8",
        ["7:5: segments.Young.spent: unknown key, did you mean 'spend'?"],
    ),
    "missing top key": ("name: Town bank\n", "", ["1:1: name: is required; add it (text)"]),
    "missing list": (
        PRODUCTS,
        "",
        [
            (
                "1:1: products: is required; add it (a list of names with settings, with '- "
                "' before each item)"
            )
        ],
    ),
    "missing in item": (
        "    share: 0.6\n",
        "",
        [
            (
                "9:5: segments.Families.share: is required; add it (a number from 0.001 to 1 "
                "(share), or a percentage)"
            )
        ],
    ),
    "missing name in item": (
        "- {name: Loan, revenue",
        "- {revenue",
        ["14:5: products.1.name: is required; add it (text)"],
    ),
    "text for a whole number": (
        "months: 24",
        "months: many",
        ["2:9: months: is 'many'; use a whole number from 1 to 600 (month)"],
    ),
    "text for a number": (
        "spend: 0.8",
        "spend: much",
        ["7:12: segments.Young.spend: is 'much'; use a number from 0.01 to 1_000 (ratio)"],
    ),
    "quoted number": (
        "months: 24",
        'months: "24"',
        [
            (
                "2:9: months: is '24', a text in quotes; remove the quotes, and use a whole number "
                "from 1 to 600 (month)"
            )
        ],
    ),
    "truth value for a number": (
        "months: 24",
        "months: true",
        ["2:9: months: is true; use a whole number from 1 to 600 (month)"],
    ),
    "fraction for a whole number": (
        "months: 24",
        "months: 2.5",
        ["2:9: months: is 2.5; use a whole number from 1 to 600 (month)"],
    ),
    "date": (
        "months: 24",
        "months: 2026-01-31",
        ["2:9: months: is '2026-01-31'; use a whole number from 1 to 600 (month)"],
    ),
    "time of day": (
        "months: 24",
        "months: 12:30:00",
        ["2:9: months: is '12:30:00'; use a whole number from 1 to 600 (month)"],
    ),
    "decimal comma": (
        "spend: 0.8",
        "spend: 0,8",
        [
            "7:12: segments.Young.spend: is '0,8', with a comma; write 0.8",
        ],
    ),
    "nothing for a number": (
        "months: 24",
        "months:",
        ["2:1: months: has no value; use a whole number from 1 to 600 (month)"],
    ),
    "null": (
        "months: 24",
        "months: null",
        ["2:9: months: has no value; use a whole number from 1 to 600 (month)"],
    ),
    "nothing for a section": (
        "work:\n  capacity: 8",
        "work:",
        ["18:1: work: has no value; use settings below it, each as key: value on its own line"],
    ),
    "list for a number": (
        "months: 24",
        "months: [24]",
        ["2:9: months: is a list; use a whole number from 1 to 600 (month)"],
    ),
    "map for a number": (
        "months: 24",
        "months: {years: 2}",
        ["2:9: months: is a map; use a whole number from 1 to 600 (month)"],
    ),
    "number for text": ("name: Town bank", "name: 12", ["1:7: name: is 12; use text"]),
    "text for a section": (
        "work:\n  capacity: 8",
        "work: hard",
        ["18:7: work: is 'hard'; use settings below it, each as key: value on its own line"],
    ),
    "list for a section": (
        "work:\n  capacity: 8",
        "work: [8]",
        ["18:7: work: is a list; use settings below it, each as key: value on its own line"],
    ),
    "map for a list": (
        TOUCHPOINTS,
        "touchpoints: {onboard: 0.5, help: 1}\n",
        [
            (
                "15:14: touchpoints: is a map; use a list of names with settings, with '- ' "
                "before each item"
            )
        ],
    ),
    "text for a list item": (
        "- {name: Loan, revenue: 35, margin: 0.5}",
        "- Loan",
        [("14:5: products.1: is 'Loan'; use settings that begin with a name, as in {name: ...}")],
    ),
    "text for a table": (
        "needs: {help: 0.8}",
        "needs: high",
        [
            (
                "8:12: segments.Young.needs: is 'high'; use names with a number each (position by "
                "touchpoint), as in {help: 0.5}"
            )
        ],
    ),
    "text in a table": (
        "needs: {help: 0.8}",
        "needs: {help: high}",
        ["8:19: segments.Young.needs.help: is 'high'; use a number (position by touchpoint)"],
    ),
    "no for a truth value": (
        "queue: true",
        "queue: no",
        ["17:25: touchpoints.help.queue: is 'no'; use true or false"],
    ),
    "number for a truth value": (
        "queue: true",
        "queue: 1",
        ["17:25: touchpoints.help.queue: is 1; use true or false"],
    ),
    "wrong choice": (
        "basis: need",
        "basis: needs",
        ["21:36: today.organisation.basis: is 'needs'; use one of none, need or circumstance"],
    ),
    "no for a choice": (
        "basis: need",
        "basis: no",
        ["21:36: today.organisation.basis: is 'no'; use one of none, need or circumstance"],
    ),
    "too small": (
        "months: 24",
        "months: 0",
        ["2:9: months: is 0; use a whole number from 1 to 600 (month)"],
    ),
    "too large": (
        "months: 24",
        "months: 1000",
        ["2:9: months: is 1000; use a whole number from 1 to 600 (month)"],
    ),
    "huge": (
        "months: 24",
        "months: " + "9" * 400,
        [
            (
                "2:9: months: is 999999999999999999999999999999999999999999999999999999999999...; "
                "use a whole number from 1 to 600 (month)"
            )
        ],
    ),
    "huge exponent": (
        "spend: 0.8",
        "spend: 1e400",
        ["7:12: segments.Young.spend: is 1e400; use a number from 0.01 to 1_000 (ratio)"],
    ),
    "huge hexadecimal": (
        "months: 24",
        "months: 0x" + "f" * 200,
        [
            (
                "2:9: months: is 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffff...; "
                "use a whole number from 1 to 600 (month)"
            )
        ],
    ),
    "not a number": (
        "spend: 0.8",
        "spend: .nan",
        ["7:12: segments.Young.spend: is .nan; use a number from 0.01 to 1_000 (ratio)"],
    ),
    "infinite": (
        "spend: 0.8",
        "spend: -.inf",
        ["7:12: segments.Young.spend: is -.inf; use a number from 0.01 to 1_000 (ratio)"],
    ),
    "percentage of no share": (
        "months: 24",
        "months: 2%",
        [
            (
                "2:9: months: is '2%', but only a share may be a percentage; use a whole number "
                "from 1 to 600 (month)"
            )
        ],
    ),
    "percentage of a ratio": (
        "spend: 0.8",
        "spend: 80%",
        [
            (
                "7:12: segments.Young.spend: is '80%', but only a share may be a percentage; use a "
                "number from 0.01 to 1_000 (ratio)"
            )
        ],
    ),
    "percentage beyond bounds": (
        "margin: 0.5",
        "margin: 150%",
        [
            (
                "14:39: products.Loan.margin: is 150%; use a number from 0 to 1 (share), or a "
                "percentage"
            )
        ],
    ),
    "negative share": (
        "share: 0.4",
        "share: -0.4",
        [
            (
                "6:12: segments.Young.share: is -0.4; use a number from 0.001 to 1 (share), or a "
                "percentage"
            )
        ],
    ),
    "shares that do not add up": (
        "share: 0.4",
        "share: 0.5",
        ["4:1: segments: the shares add up to 1.1, not to 1; change a segment's share"],
    ),
    "negative holding": (
        "{Account: 0.9}",
        "{Account: -0.9}",
        [
            (
                "11:25: segments.Families.holdings.Account: is -0.9; use a number from 0 to 1 "
                "(share by product), or a percentage"
            )
        ],
    ),
    "holding above one": (
        "{Account: 0.9}",
        "{Account: 90}",
        [
            (
                "11:25: segments.Families.holdings.Account: is 90; use a number from 0 to 1 (share "
                "by product), or a percentage"
            )
        ],
    ),
    "negative frequency of a segment": (
        "needs: {help: 0.8}",
        "frequency: {help: -1}",
        [
            (
                "8:23: segments.Young.frequency.help: is -1; use a number from 0 up (weight by "
                "touchpoint)"
            )
        ],
    ),
    "empty name": ("name: Young", 'name: ""', ["5:11: segments.0.name: is empty; write text"]),
    "name twice": (
        "name: Families",
        "name: Young",
        ["9:11: segments.1.name: the name 'Young' is used twice; rename one"],
    ),
    "segment named as what is shared": (
        "name: Families",
        'name: " shared "',
        [
            (
                "9:11: segments. shared .name: 'shared' stands in reports for what no single "
                "segment caused; rename it"
            )
        ],
    ),
    "segment named as all of them": (
        "name: Families",
        "name: all",
        [("9:11: segments.all.name: 'all' stands in reports for all segments together; rename it")],
    ),
    "segment named as all of them in a statement": (
        "name: Families",
        "name: All segments",
        [
            (
                "9:11: segments.All segments.name: 'All segments' stands in reports for all "
                "segments together; rename it"
            )
        ],
    ),
    "segment named as the firm": (
        "name: Families",
        "name: firm",
        [("9:11: segments.firm.name: 'firm' stands in reports for the whole firm; rename it")],
    ),
    "product named as what is shared": (
        "name: Loan",
        "name: shared",
        [
            (
                "14:12: products.shared.name: 'shared' stands in reports for what no single "
                "product caused; rename it"
            )
        ],
    ),
    "product named as all of them": (
        "name: Loan",
        "name: All products",
        [
            (
                "14:12: products.All products.name: 'All products' stands in reports for all "
                "products together; rename it"
            )
        ],
    ),
    "product named as the firm": (
        "name: Loan",
        "name: firm",
        [("14:12: products.firm.name: 'firm' stands in reports for the whole firm; rename it")],
    ),
    "touchpoint named as the use of a product": (
        "name: onboard",
        "name: use Loan",
        [
            (
                "16:12: touchpoints.use Loan.name: 'use Loan' is the touchpoint at which "
                "'Loan' is used; rename this one"
            )
        ],
    ),
    "unknown touchpoint": (
        "needs: {help: 0.8}",
        "needs: {halp: 0.8}",
        [("8:13: segments.Young.needs.halp: no touchpoint is called 'halp', did you mean 'help'?")],
    ),
    "unknown product": (
        "{Account: 0.9}",
        "{Mortgage: 0.9}",
        [
            (
                "11:16: segments.Families.holdings.Mortgage: no product is called "
                "'Mortgage'; use Account or Loan"
            )
        ],
    ),
    "two queues": (
        "frequency: 0.5",
        "queue: true",
        [
            (
                "17:25: touchpoints.help.queue: more than one touchpoint has queue: true "
                "(onboard and help); keep it for one, the help desk"
            )
        ],
    ),
    "calls for help that cause as many": (
        "  - {name: help, queue: true}",
        "  - {name: help, queue: true, quality: 0.3}\n"
        "experience: {repeat_contacts: 1.2, misfit_contacts: 1}",
        [
            (
                "18:31: experience.repeat_contacts: a call for help can cause 0.894 further ones on "
                "average, repeat_contacts times the 0.745 that help leaves open, but calls pile up "
                "as this nears 1 and the limit is 0.7; lower repeat_contacts or misfit_contacts, or "
                "raise the quality there"
            )
        ],
    ),
    "calls that cause as many, without a help desk": (
        "  - {name: help, queue: true}",
        "  - {name: help, quality: 0}\nexperience: {repeat_contacts: 1.5, misfit_contacts: 1}",
        [
            (
                "18:31: experience.repeat_contacts: a call for help can cause 0.733 further ones on "
                "average, repeat_contacts times the 0.489 that the average touchpoint leaves open, "
                "but calls pile up as this nears 1 and the limit is 0.7; lower repeat_contacts or "
                "misfit_contacts, or raise the quality there"
            )
        ],
    ),
    "losses beyond the cost of sales": (
        ACCOUNT,
        "  - {name: Account, revenue: 20, loss_rate: 1%, loss_size: 40}\n",
        [
            (
                "13:60: products.Account.loss_size: losses can come to 0.4 of the revenue of "
                "Account, loss_rate times loss_size, but its cost of sales, which contains them, "
                "is 0.38 of it; lower loss_rate, loss_size or margin"
            )
        ],
    ),
    "more ideas that work or do harm than there are": (
        "work:\n  capacity: 8",
        "work:\n  hit_rate: 0.8",
        [
            (
                "19:13: work.hit_rate: hit_rate and harm_rate are shares of the same ideas "
                "but add up to 1.133, above 1; lower one of them"
            )
        ],
    ),
    "norm above its cap": (
        "people: 20000",
        "norm_cap: 0.5",
        ["3:20: market.norm_cap: norm_cap is 0.5, below norm_start (0.85); raise norm_cap"],
    ),
    "leaders without segments": (
        "layers: 4, basis: need",
        "authority: 0.5, layers: 4",
        [
            (
                "21:29: today.organisation.authority: is 0.5, above 0, but basis is none: segment "
                "leaders need segments to act on; set basis to need or circumstance, or authority "
                "to 0"
            )
        ],
    ),
    "no segments": (
        SEGMENTS,
        "segments: []\n",
        ["4:11: segments: has 0 items but needs at least 1; add one"],
    ),
    "too many products": (
        ACCOUNT,
        ACCOUNT + "".join(f"  - {{name: P{n}}}\n" for n in range(5)),
        ["13:3: products: has 7 items but may have at most 6; merge some"],
    ),
    "key twice": (
        "months: 24",
        "months: 24\nmonths: 36",
        ["3:1: months: appears twice, first in line 2; remove one"],
    ),
    "key twice in braces": (
        "revenue: 35, margin: 0.5",
        "revenue: 35, revenue: 36",
        ["14:31: products.Loan.revenue: appears twice, first in line 14; remove one"],
    ),
    "number as a key": (
        "needs: {help: 0.8}",
        "needs: {1: 0.8}",
        ['8:13: segments.Young.needs.1: a key must be text; write it in quotes, "1":'],
    ),
    "truth value as a key": (
        "months: 24",
        "true: 24",
        ['2:1: true: a key must be text; write it in quotes, "true":'],
    ),
    "nothing as a key": (
        "months: 24",
        ": 24",
        ["2:1: a key must be text; write a name before the colon"],
    ),
    "list as a key": (
        "months: 24",
        "? [months]\n: 24",
        ["2:3: a key must be text, not a map or a list; write key: value"],
    ),
    "merge key": (
        "work:\n",
        "work:\n  <<: {legacy: 1}\n",
        [
            (
                "19:3: work.<<: YAML 1.2 has no merge key; remove it; to build on another file, "
                "write extends: at the top"
            )
        ],
    ),
    "tag that would run code": (
        "months: 24",
        "months: !!python/object/apply:os.system [ls]",
        [
            (
                "2:9: months: the tag !!python/object/apply:os.system has no meaning in a scenario;"
                " remove it"
            )
        ],
    ),
    "own tag": (
        "months: 24",
        "months: !months 24",
        ["2:9: months: the tag !months has no meaning in a scenario; remove it"],
    ),
    "standard tag": (
        "months: 24",
        "months: !!int 24",
        ["2:9: months: the tag !!int has no meaning in a scenario; remove it"],
    ),
    "undeclared tag": (
        "months: 24",
        "months: !a!b 24",
        ["2:9: tags have no meaning in a scenario; remove this one"],
    ),
    "unknown alias": (
        "months: 24",
        "months: *horizon",
        ["2:9: the alias *horizon refers to no value that ends before it; write the value out"],
    ),
    "alias within itself": (
        "needs: {help: 0.8}",
        "needs: &n {help: *n}",
        ["8:22: the alias *n refers to no value that ends before it; write the value out"],
    ),
    "anchor without a name": (
        "months: 24",
        "months: & 24",
        ["2:10: a name is missing after & or *; remove the mark"],
    ),
    "aliases that nest deeply": (
        "name: Town bank\n",
        "".join(f"b{n}: &b{n} [[[[[*b{n - 1}]]]]]\n" for n in range(9)).replace("*b-1", "x"),
        ["4:14: more than 20 levels of maps and lists; a scenario needs 5; use fewer"],
    ),
    "alias bomb": (
        "name: Town bank\n",
        LAUGHS + "name: Town bank\n",
        [
            (
                "4:5: more than 20,000 values up to here, including those that aliases "
                "repeat; a scenario needs about 1,000; write fewer"
            )
        ],
    ),
    "deep nesting": (
        "months: 24",
        "months: " + "[" * 5000,
        ["2:28: more than 20 levels of maps and lists; a scenario needs 5; use fewer"],
    ),
    "deep block nesting": (
        "months: 24",
        "months:\n" + "\n".join(" " * n + "a:" for n in range(1, 60)),
        ["22:21: more than 20 levels of maps and lists; a scenario needs 5; use fewer"],
    ),
    "tab": (
        "  capacity: 8",
        "\tcapacity: 8",
        ["19:1: a tab stands where only spaces are allowed; indent with spaces"],
    ),
    "tab after a colon": (
        "months: 24",
        "months: \t- 24",
        ["2:9: a tab stands where only spaces are allowed; indent with spaces"],
    ),
    "open bracket": (
        "{help: 0.8}",
        "{help: 0.8",
        ["9:9: a map in { } is not closed before this; add } or a comma"],
    ),
    "open list": (
        "months: 24",
        "months: [24",
        ["3:7: a list in [ ] is not closed before this; add ] or a comma"],
    ),
    "wrong bracket": (
        "{help: 0.8}",
        "{help: 0.8]",
        ["8:22: a map in { } is not closed before this; add } or a comma"],
    ),
    "open quote": (
        "name: Town bank",
        'name: "Town bank',
        ["1:7: a quote is opened and never closed; close it"],
    ),
    "text after a quote": (
        "name: Town bank",
        "name: 'Town' bank",
        [
            (
                "1:14: this does not fit the lines above; align it with its neighbours, and quote "
                "text as a whole"
            )
        ],
    ),
    "two colons": (
        "name: Town bank",
        "name: Town: bank",
        [
            "1:11: a colon or ? stands where no key is allowed; quote text that holds ': ', and align keys"
        ],
    ),
    "no colon": ("months: 24", "months 24", ["2:1: a key without a colon; write key: value"]),
    "wrong indentation": (
        "    share: 0.4",
        "   share: 0.4",
        [
            (
                "6:4: this does not fit the lines above; align it with its neighbours, and quote "
                "text as a whole"
            )
        ],
    ),
    "indented top key": (
        "months: 24",
        " months: 24",
        [
            "2:8: a colon or ? stands where no key is allowed; quote text that holds ': ', and align keys"
        ],
    ),
    "list beside a key": (
        "months: 24",
        "- months: 24",
        ["2:1: a list item stands where none is allowed; put '- ' on lines of its own, aligned"],
    ),
    "bad escape": (
        "name: Town bank",
        'name: "Town\\qbank"',
        [
            (
                "1:13: a backslash begins an escape in double quotes; use single quotes, or two "
                "backslashes"
            )
        ],
    ),
    "escape of no character": (
        "name: Town bank",
        'name: "\\UFFFFFFFF"',
        ["1:1: an escape sequence stands for no character; correct what follows the backslash"],
    ),
    "half a character in a key": (
        "needs: {help: 0.8}",
        'needs: {"\\udfff": 0.8}',
        [
            "8:13: segments.Young.needs: an escape sequence stands for half a character; write the character itself"
        ],
    ),
    "half a character": (
        "name: Town bank",
        'name: "\\ud800"',
        ["1:7: name: an escape sequence stands for half a character; write the character itself"],
    ),
    "at sign": (
        "name: Town bank",
        "name: @bank",
        ["1:7: a value cannot begin with '@'; put it in quotes"],
    ),
    "backquote": (
        "name: Town bank",
        "name: `bank`",
        ["1:7: a value cannot begin with '`'; put it in quotes"],
    ),
    "two documents": (
        "months: 24",
        "months: 24\n---\nname: Other",
        ["3:1: a second document begins here; keep one scenario in a file, without ---"],
    ),
    "older YAML": (
        "name: Town bank",
        "%YAML 1.1\n---\nname: Town bank",
        ["2:1: this is read as YAML 1.2; remove the line that begins with %YAML"],
    ),
    "control character": (
        "Town bank",
        "Town\x07bank",
        ["1:11: the control character '\\x07' stands here, which text cannot contain; remove it"],
    ),
    "NUL": (
        "Town bank",
        "Town\0bank",
        ["1:11: a NUL byte stands here, which text cannot contain; save the file as UTF-8 text"],
    ),
    "remove without inheritance": (
        "    spend: 0.8\n    needs: {help: 0.8}",
        "    remove: true",
        [
            "4:1: segments: the shares add up to 0.6, not to 1; change a segment's share",
            (
                "7:5: segments.Young: is both removed and set; keep only name and remove, or "
                "leave remove out"
            ),
        ],
    ),
    "replace without extends": (
        "months: 24",
        "replace: [segments]",
        ["2:11: replace: nothing is inherited without extends; remove it"],
    ),
    "missing parent": (
        "months: 24",
        "extends: retail_bnak",
        [
            (
                "2:10: extends: retail_bnak: no such file or shipped scenario; did you mean "
                "'retail_bank'?"
            )
        ],
    ),
    "number for a parent": (
        "months: 24",
        "extends: 12",
        ["2:10: extends: must be text or a list of texts, as in extends: retail_bank"],
    ),
    "no parents": (
        "months: 24",
        "extends: []",
        ["2:10: extends: is an empty list; name something in it, or remove it"],
    ),
    "itself as parent": (
        "months: 24",
        "extends: market.yaml",
        [("2:10: extends: is circular: market.yaml -> market.yaml; remove one extends")],
    ),
    "folder as parent": (
        "months: 24",
        "extends: .",
        ["2:10: extends: .: is a folder; name a .yaml file in it"],
    ),
    "parent twice": (
        "months: 24",
        "extends: [retail_bank, retail_bank]",
        [
            "2:24: extends: retail_bank is named twice; remove one",
            (
                "4:1: segments: the shares add up to 1.67, not to 1; change a segment's share; it "
                "depends on market.yaml:6, market.yaml:10, retail_bank.yaml:32, retail_bank.yaml:52"
                " and retail_bank.yaml:62; write replace: [segments] to inherit none of them, or "
                "{name: ..., remove: true} to drop one"
            ),
        ],
    ),
    # as numbers are written elsewhere, colons without a space, names that look alike
    "decimal comma in braces": (
        "work:\n  capacity: 8",
        "work: {hit_rate: 0,3}",
        ["18:18: work.hit_rate: 0,3 has a comma, which ends a value in { }; write 0.3"],
    ),
    "decimal comma and per cent in braces": (
        "work:\n  capacity: 8",
        "work: {hit_rate: 33,3 %, capacity: 8}",
        ["18:18: work.hit_rate: 33,3 % has a comma, which ends a value in { }; write 33.3%"],
    ),
    "decimal comma of a need": (
        "{help: 0.8}",
        "{help: 0,8}",
        ["8:19: segments.Young.needs.help: 0,8 has a comma, which ends a value in { }; write 0.8"],
    ),
    "comma in braces behind text": (
        "{name: Loan, revenue",
        "{name: Loan 1,5, revenue",
        [
            (
                "14:12: products.1.name: Loan 1,5 has a comma, which ends a value in { }; put "
                "text in quotes"
            ),
        ],
    ),
    "decimal comma and per cent": (
        "share: 0.4",
        "share: 33,3 %",
        ["6:12: segments.Young.share: is '33,3 %', with a comma; write 33.3%"],
    ),
    "decimal comma and per cent of no share": (
        "revenue: 20}",
        "revenue: '33,3 %'}",
        [
            (
                "13:30: products.Account.revenue: is '33,3 %', with a comma; only a share may "
                "be a percentage: use a number from 0.01 to 1_000_000_000 (currency / month)"
            ),
        ],
    ),
    "decimal comma out of bounds": (
        "spend: 0.8",
        "spend: 2000,5",
        [
            (
                "7:12: segments.Young.spend: is '2000,5', with a comma; write 2000.5, and use "
                "a number from 0.01 to 1_000 (ratio)"
            ),
        ],
    ),
    "thousands with commas": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 2,000,000\n  simulated: 2000",
        [
            (
                "4:11: market.people: is '2,000,000', with commas as thousands separators; "
                "write 2000000"
            ),
        ],
    ),
    "thousands with commas in braces": (
        "people: 20000",
        "people: 2,000,000",
        ["3:18: market.people: 2,000,000 has a comma, which ends a value in { }; write 2000000"],
    ),
    "thousands with points": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 1.500.000\n  simulated: 2000",
        [
            (
                "4:11: market.people: is '1.500.000', with points as thousands separators; "
                "write 1500000"
            ),
        ],
    ),
    "thousands with one point": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 20.000\n  simulated: 2000",
        [
            (
                "4:11: market.people: is 20.000, with a decimal point; write 20000 if the "
                "point separates thousands"
            ),
        ],
    ),
    "thousands with one comma": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 20,000\n  simulated: 2000",
        ["4:11: market.people: is '20,000', with a comma; write 20000"],
    ),
    "thousands with spaces": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 2 000 000\n  simulated: 2000",
        ["4:11: market.people: is '2 000 000', with thousands separators; write 2000000"],
    ),
    "thousands with narrow spaces": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 2\u202f000\u202f000\n  simulated: 2000",
        [
            (
                "4:11: market.people: is '2\\u202f000\\u202f000', with thousands separators; "
                "write 2000000"
            ),
        ],
    ),
    "thousands with apostrophes": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 2'000'000\n  simulated: 2000",
        ["4:11: market.people: is \"2'000'000\", with thousands separators; write 2000000"],
    ),
    "thousands with typographic apostrophes": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 2\u2019000\u2019000\n  simulated: 2000",
        [
            (
                "4:11: market.people: is '2\u2019000\u2019000', with thousands separators; "
                "write 2000000"
            ),
        ],
    ),
    "thousands with points, decimal comma": (
        "spend: 0.8",
        "spend: 1.000,5",
        [
            (
                "7:12: segments.Young.spend: is '1.000,5', with points as thousands "
                "separators; write 1000.5, and use a number from 0.01 to 1_000 (ratio)"
            ),
        ],
    ),
    "thousands with commas, decimal point": (
        "spend: 0.8",
        "spend: 1,000.5",
        [
            (
                "7:12: segments.Young.spend: is '1,000.5', with commas as thousands "
                "separators; write 1000.5, and use a number from 0.01 to 1_000 (ratio)"
            ),
        ],
    ),
    "one comma that may be either": (
        "spend: 0.8",
        "spend: 1,000",
        ["7:12: segments.Young.spend: is '1,000', with a comma; write 1000 or 1.000"],
    ),
    "currency before": (
        "spend: 0.8",
        "spend: \u20ac 20",
        ["7:12: segments.Young.spend: is '\u20ac 20', with a currency; write 20"],
    ),
    "currency behind": (
        "spend: 0.8",
        "spend: 20 EUR",
        ["7:12: segments.Young.spend: is '20 EUR', with a currency; write 20"],
    ),
    "no cents": (
        "spend: 0.8",
        "spend: 20.-",
        ["7:12: segments.Young.spend: is '20.-', with a dash for zero cents; write 20"],
    ),
    "thousands as k": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 20k\n  simulated: 2000",
        ["4:11: market.people: is '20k', with a word or letter for its size; write 20000"],
    ),
    "millions as a word": (
        "market: {people: 20000, simulated: 2000}",
        "market:\n  people: 2,5 Mio.\n  simulated: 2000",
        ["4:11: market.people: is '2,5 Mio.', with a word or letter for its size; write 2500000"],
    ),
    "per cent as a word": (
        "share: 0.4",
        "share: 40 percent",
        ["6:12: segments.Young.share: is '40 percent', with a word instead of %; write 40%"],
    ),
    "typographic quotes": (
        "months: 24",
        "months: \u201c24\u201d",
        ["2:9: months: is '\u201c24\u201d', in quotation marks; write 24"],
    ),
    "dash for a minus": (
        "{help: 0.8}",
        "{help: \u22120.8}",
        [
            (
                "8:19: segments.Young.needs.help: is '\u22120.8', with a dash instead of a "
                "minus sign; write -0.8"
            ),
        ],
    ),
    "fraction": (
        "share: 0.4",
        "share: 2/5",
        ["6:12: segments.Young.share: is '2/5', as a fraction; write 0.4"],
    ),
    "digits of another width": (
        "months: 24",
        "months: \uff12\uff14",
        [
            "2:9: months: is '\uff12\uff14', with special characters that look like plain ones; write 24"
        ],
    ),
    "colon without space": (
        "months: 24",
        "months:24",
        ["2:1: no space after the colon; write months: 24"],
    ),
    "colon without space at the end": (
        "batch_size: 5\n",
        "batch_size: 5\nburn_in:12\n",
        ["24:1: no space after the colon; write burn_in: 12"],
    ),
    "colon without space in the last line": (
        "batch_size: 5\n",
        "batch_size: 5\nburn_in:12",
        ["24:1: no space after the colon; write burn_in: 12"],
    ),
    "colon without space in braces": (
        "people: 20000",
        "people:20000",
        ["3:10: market.people:20000: unknown key; write a space after the colon, people: 20000"],
    ),
    "name in decomposed letters": (
        "name: Young\n    share: 0.4\n    spend: 0.8\n    needs: {help: 0.8}\n  - name: Families",
        "name: Caf\xe9\n    share: 0.4\n  - name: Cafe\u0301",
        [
            (
                "7:11: segments.Cafe\u0301.name: the name 'Cafe\\u0301' looks like 'Caf\\xe9', "
                "which already exists; rename one"
            ),
        ],
    ),
    "name with a space behind": (
        "name: Families",
        "name: 'Young '",
        [
            (
                "9:11: segments.Young .name: the name 'Young ' looks like 'Young', which "
                "already exists; rename one"
            ),
        ],
    ),
    "name with a no-break space": (
        "name: Families",
        'name: "Young\\_"',
        [
            (
                "9:11: segments.Young\u00a0.name: the name 'Young\\xa0' looks like 'Young', "
                "which already exists; rename one"
            ),
        ],
    ),
    "name with two spaces": (
        "name: Young\n    share: 0.4\n    spend: 0.8\n    needs: {help: 0.8}\n  - name: Families",
        "name: Young people\n    share: 0.4\n  - name: Young  people",
        [
            (
                "7:11: segments.Young  people.name: the name 'Young  people' looks like 'Young "
                "people', which already exists; rename one"
            ),
        ],
    ),
    "name with a letter without width": (
        "name: Families",
        "name: Yo\u200bung",
        [
            (
                "9:11: segments.Yo\\u200bung.name: the name 'Yo\\u200bung' looks like 'Young', "
                "which already exists; rename one"
            ),
        ],
    ),
    "name in capitals": (
        "name: Families",
        "name: YOUNG",
        [
            (
                "9:11: segments.YOUNG.name: the name 'YOUNG' looks like 'Young', which "
                "already exists; rename one"
            ),
        ],
    ),
    "name with letters of another width": (
        "name: Families",
        "name: \uff39oung",
        [
            (
                "9:11: segments.\uff39oung.name: the name '\\uff39oung' looks like 'Young', "
                "which already exists; rename one"
            ),
        ],
    ),
    "product in capitals": (
        "name: Loan",
        "name: ACCOUNT",
        [
            (
                "14:12: products.ACCOUNT.name: the name 'ACCOUNT' looks like 'Account', which "
                "already exists; rename one"
            ),
        ],
    ),
    "touchpoint in capitals": (
        "name: help, queue: true",
        "name: Onboard",
        [
            (
                "8:13: segments.Young.needs.help: no touchpoint is called 'help'; use "
                "Onboard, onboard, use Account or use Loan"
            ),
            (
                "17:12: touchpoints.Onboard.name: the name 'Onboard' looks like 'onboard', "
                "which already exists; rename one"
            ),
        ],
    ),
    "touchpoint like the use of a product": (
        "name: help, queue",
        "name: Use account, queue",
        [
            (
                "8:13: segments.Young.needs.help: no touchpoint is called 'help'; use Use "
                "account, onboard, use Account or use Loan"
            ),
            (
                "17:12: touchpoints.Use account.name: 'Use account' is the touchpoint at "
                "which 'Account' is used; rename this one"
            ),
        ],
    ),
    "segment like a word of reports": (
        "name: Families",
        "name: ALL SEGMENTS",
        [
            (
                "9:11: segments.ALL SEGMENTS.name: 'ALL SEGMENTS' looks like 'All segments', "
                "which stands in reports for all segments together; rename it"
            ),
        ],
    ),
    "need spelt otherwise": (
        "{help: 0.8}",
        "{Help: 0.8}",
        ["8:13: segments.Young.needs.Help: no touchpoint is called 'Help', did you mean 'help'?"],
    ),
    "holding with a space that is none": (
        "{Account: 0.9}",
        '{"Account\\_": 0.9}',
        [
            (
                "11:16: segments.Families.holdings.Account\u00a0: no product is called "
                "'Account\\xa0', did you mean 'Account'?"
            ),
        ],
    ),
    "mark of direction in a key": (
        "batch_size: 5",
        "batch\u202e_sise: 5",
        ["23:5: today.delivery.batch\\u202e_sise: unknown key, did you mean 'batch_size'?"],
    ),
    "mark of direction in a value": (
        "months: 24",
        "months: \u202e24",
        ["2:9: months: is '\\u202e24', with an invisible character; write 24"],
    ),
    "letter without width in a number": (
        "months: 24",
        "months: 2\u200b4",
        ["2:9: months: is '2\\u200b4', with an invisible character; write 24"],
    ),
    "colon without space above others": (
        "    share: 0.6\n    holdings",
        "    share:0.6\n    holdings",
        ["10:5: no space after the colon; write share: 0.6"],
    ),
    "colon without space of a name": (
        "- name: Families\n    share",
        "- name:Families\n    share",
        ["9:5: no space after the colon; write name: Families"],
    ),
}
