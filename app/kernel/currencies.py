"""The currencies that amounts can be in, by their ISO codes, the more frequent ones first."""

CURRENCIES = (
    "EUR", "USD", "GBP", "PLN", "ILS", "CHF", "CZK", "SEK", "NOK", "DKK", "HUF", "RON", "BGN", "UAH",
    "TRY", "ISK", "RSD", "MDL", "GEL", "ALL", "BAM", "MKD", "AMD", "AZN", "KZT", "UZS", "RUB", "BYN",
    "JPY", "CNY", "HKD", "TWD", "KRW", "SGD", "MYR", "THB", "IDR", "PHP", "VND", "INR", "PKR", "BDT",
    "LKR", "AED", "SAR", "QAR", "KWD", "BHD", "OMR", "JOD", "EGP", "MAD", "TND", "ZAR", "KES", "NGN",
    "GHS", "CAD", "AUD", "NZD", "MXN", "BRL", "ARS", "CLP", "COP", "PEN", "UYU", "CRC", "DOP",
)  # fmt: skip
