"""The currencies of ISO 4217 and how many decimals each has.

Source: ISO 4217 list one, as amended to 2026 (BGN and HRK gave way to the euro, ANG to XCG). Of
the currencies of the past, those that European funds of 2004 and later were agreed in are kept,
with the decimals they had. Left out: currencies before 2004, and the codes without a minor unit
(gold, XDR, XTS, XXX).
"""

from collections.abc import Mapping
from types import MappingProxyType

from .errors import InputError, excerpt

_BY_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
        CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
        GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
        LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
        NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
        SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
        XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
#: Replaced by the euro or by a successor since 2004; grants of their time are still audited.
_PAST = "ANG BGN CYP EEK HRK LTL LVL MTL SIT SKK"

#: The same as `EXPONENTS`, for this room only: a dict is looked up faster than its proxy.
DECIMALS = {
    code: decimals for decimals, codes in _BY_DECIMALS.items() for code in codes.split()
} | dict.fromkeys(_PAST.split(), 2)
#: Decimals of each currency code: EUR 2, JPY 0, KWD 3.
EXPONENTS: Mapping[str, int] = MappingProxyType(DECIMALS)


def exponent_of(currency: str) -> int:
    """Return how many decimals an amount of `currency` has.

    Raises:
        InputError: it is not a code of ISO 4217 that we know (codes are three capital letters).

    >>> exponent_of("EUR"), exponent_of("JPY"), exponent_of("KWD")
    (2, 0, 3)
    """
    decimals = DECIMALS.get(currency) if isinstance(currency, str) else None
    if decimals is None:
        raise InputError(
            "unknown currency", expected="a code of ISO 4217, as EUR", found=excerpt(currency)
        )
    return decimals
