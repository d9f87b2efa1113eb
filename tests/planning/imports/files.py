"""Files as custodians write them, made up: no account in them is anybody's."""

from __future__ import annotations

SCHWAB_HEADINGS = (
    '"Symbol","Description","Qty (Quantity)","Price","Price Chng $ (Price Change $)",'
    '"Price Chng % (Price Change %)","Mkt Val (Market Value)","Day Chng $ (Day Change $)",'
    '"Day Chng % (Day Change %)","Cost Basis","Gain $ (Gain/Loss $)","Gain % (Gain/Loss %)",'
    '"Ratings","Reinvest?","Reinvest Capital Gains?","% of Acct (% of Account)","Asset Type"'
)


def schwab_row(symbol: str, value: str) -> str:
    quiet = '"--","--"'
    return (
        f'"{symbol}","AN EXAMPLE FUND","1,200.5","$10.00",{quiet},"{value}",{quiet},"$9,000.00",'
        f'{quiet},"--","Yes","Yes","50%","ETFs & Closed End Funds"'
    )


SCHWAB = "\r\n".join(
    [
        '"Positions for account Rollover IRA ...436 as of 04:48 PM ET, 2025/12/31"',
        "",
        SCHWAB_HEADINGS,
        schwab_row("AAA", "$120,000.25"),
        schwab_row("BBB", "$100,000.00"),
        schwab_row("Cash & Cash Investments", "$20,000.00"),
        schwab_row("Account Total", "$240,000.25"),
        "",
    ]
).encode()

SCHWAB_ALL = "\r\n".join(
    [
        '"Positions for All-Accounts as of 04:48 PM ET, 12/31/2025"',
        "",
        '"Rollover IRA ...436"',
        SCHWAB_HEADINGS,
        schwab_row("AAA", "$240,000.25"),
        schwab_row("Account Total", "$240,000.25"),
        "",
        '"Individual ...777"',
        SCHWAB_HEADINGS,
        schwab_row("Cash & Cash Investments", "--"),
        schwab_row("Account Total", "$0.00"),
        "",
    ]
).encode()

FIDELITY_HEADINGS = (
    "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Last Price Change,"
    "Current Value,Today's Gain/Loss Dollar,Today's Gain/Loss Percent,Total Gain/Loss Dollar,"
    "Total Gain/Loss Percent,Percent Of Account,Cost Basis Total,Average Cost Basis,Type"
)
FIDELITY = (
    b"\xef\xbb\xbf"
    + "\r\n".join(
        [
            FIDELITY_HEADINGS,
            "X55501436,ROLLOVER IRA,SPAXX**,MONEY MARKET,,,,$20000.00,,,,,8%,,,Cash,",
            "X55501436,ROLLOVER IRA,AAA,A FUND,100,$2200.00,+$1.00,$220000.25,,,,,92%,,,Cash,",
            "X55501436,ROLLOVER IRA,Pending Activity,,,,,-$500.00,,,,,,,,",
            "X55509999,INDIVIDUAL,AAA,A FUND,1,$5.00,+$1.00,$5.00,,,,,100%,,,Cash,",
            "",
            '"The data in this spreadsheet is provided to you solely for your use."',
            "",
            '"Date downloaded Dec-31-2025 4:30 p.m ET"',
        ]
    ).encode()
)

VANGUARD = "\n".join(
    [
        "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,",
        "55501436,AN EXAMPLE INDEX FUND,AAA,100.000,2000.00,200000.00,",
        "55501436,MONEY MARKET FUND,BBB,40000.25,1.00,40000.25,",
        "",
        "",
        "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,"
        "Investment Name,Symbol,Shares,Share Price,Principal Amount,Commissions and Fees,"
        "Net Amount,Accrued Interest,Account Type,",
        "55501436,12/15/2025,12/16/2025,Buy,Buy,A FUND,AAA,1.0,10.00,-10.00,0.0,-10.00,0.0,CASH,",
    ]
).encode()

PLAIN = b'Account Number,Account Name,Balance,As of\n55501436,Rollover,"$240,000.25",12/31/2025\n'


def plain(*rows: str, headings: str = "Account Number,Balance,Date") -> bytes:
    return "\n".join([headings, *rows, ""]).encode()


def row(amount: str = "240000.25", number: str = "55501436", day: str = "12/31/2025") -> str:
    return f'{number},"{amount}",{day}'
