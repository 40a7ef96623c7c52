"""Telephone numbers and addresses → the country they are in, as ISO 3166-1 alpha-2 code."""

from __future__ import annotations

import re

_CODES = (  # ITU-T E.164, list of assigned country codes (Operational Bulletin annex): code, then country
    "20EG 27ZA 30GR 31NL 32BE 33FR 34ES 36HU 40RO 41CH 43AT 45DK 46SE 48PL 49DE 51PE 52MX 53CU 54AR 55BR 56CL 57CO 58VE "
    "60MY 62ID 63PH 64NZ 65SG 66TH 81JP 82KR 84VN 86CN 90TR 91IN 92PK 93AF 94LK 95MM 98IR 211SS 213DZ 216TN 218LY 220GM "
    "221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG 229BJ 230MU 231LR 232SL 233GH 234NG 235TD 236CF 237CM 238CV 239ST "
    "240GQ 241GA 242CG 243CD 244AO 245GW 248SC 249SD 250RW 251ET 252SO 253DJ 254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG "
    "263ZW 264NA 265MW 266LS 267BW 268SZ 269KM 291ER 297AW 298FO 299GL 350GI 351PT 352LU 353IE 354IS 355AL 356MT 357CY "
    "359BG 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 380UA 381RS 382ME 383XK 385HR 386SI 387BA 389MK 420CZ "
    "421SK 423LI 501BZ 502GT 503SV 504HN 505NI 506CR 507PA 508PM 509HT 591BO 592GY 593EC 594GF 595PY 596MQ 597SR 598UY "
    "670TL 673BN 674NR 675PG 676TO 677SB 678VU 679FJ 680PW 681WF 682CK 683NU 685WS 686KI 687NC 688TV 689PF 690TK 691FM "
    "692MH 852HK 853MO 855KH 856LA 880BD 886TW 960MV 961LB 962JO 963SY 964IQ 965KW 966SA 967YE 968OM 970PS 971AE 972IL "
    "973BH 974QA 975BT 976MN 977NP 992TJ 993TM 994AZ 995GE 996KG 998UZ"
)
_COUNTRY = {code[:-2]: code[-2:] for code in _CODES.split()}
_SHARED = ("1", "7", "44", "61", "39", "47", "212", "246", "247", "262", "290", "358", "590", "599")
_NUMBER = re.compile(r"(?:tel:)?(?:\+|00)[ .-]?([1-9][\d .()\-]{5,24})(?:;?\s*ext.*|\s*x\.?\s?\d+)?", re.IGNORECASE)
_ISO = re.compile(r"(?!AA|Q[M-Z]|X[A-Z]|ZZ|EU|UK)[A-Z]{2}")  # not what ISO 3166-1 leaves to users or reserves
_NAMES = {
    "china": "CN", "p.r. china": "CN", "pr china": "CN", "prc": "CN", "中国": "CN", "people's republic of china": "CN",
    "hong kong": "HK", "hongkong": "HK", "hong kong sar": "HK", "香港": "HK", "中国香港": "HK", "macao": "MO",
    "macau": "MO", "澳门": "MO", "taiwan": "TW", "台湾": "TW", "united states": "US", "usa": "US",
    "united states of america": "US", "united kingdom": "GB", "uk": "GB",
}  # fmt: skip


def of_telephone(number: str) -> str:
    """The country of an international telephone number; "" if it is not written as one.

    A code that several countries share stays what it is: `+1` is no country, but it is not China either.

    >>> of_telephone("+86.1012345678"), of_telephone("tel:+852.12345678"), of_telephone("+1.2025550100")
    ('CN', 'HK', '+1')
    >>> of_telephone("400-123-4567")
    ''
    """
    if len(number) > 64 or not (found := _NUMBER.fullmatch(number.strip())):  # noqa: PLR2004 - no number is longer
        return ""
    digits = re.sub(r"\D", "", found[1])
    for length in (3, 2, 1):
        if digits[:length] in _SHARED:
            return f"+{digits[:length]}"
        if country := _COUNTRY.get(digits[:length]):
            return country
    return ""


def of_address(country: str) -> str:
    """The code of a country given as code or by name; "" if it is none that is known.

    >>> of_address("CN"), of_address("China"), of_address("Middle-earth")
    ('CN', 'CN', '')
    """
    country = country.strip()
    if _ISO.fullmatch(country.upper()):
        return country.upper()
    return _NAMES.get(country.casefold(), "")


def agree(one: str, other: str) -> bool:
    """Whether two countries can be the same; a shared code agrees with every country but the Chinese-speaking four.

    >>> agree("US", "+1"), agree("CN", "+1"), agree("SG", "CN")
    (True, False, False)
    """
    if one == other:
        return True
    own = {"CN", "HK", "MO", "TW"}
    return (one.startswith("+") or other.startswith("+")) and not {one, other} & own
