"""Acquisition: who asked, who signed."""

from tenure.catalogue.algebra import leads, panel
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Running, Total, Unit


class Acq(Family):
    """Conversion is counted by cohort: of what started in the period, what ended well inside a fixed window."""

    title = ("Acquisition", "获客")

    inquiry_deal_rate = Ratio(
        en="Inquiry-to-deal rate",
        zh="咨询转化率",
        says="Inquiries whose lead signed its first contract within the inquiry window, of the inquiries of the period.",
        says_zh="当期咨询中，其线索在转化窗口内首次签约的占比。",
        numerator=leads.converted,
        denominator=leads.each,
        open=leads.converted.undecided,
        mature=leads.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=("touches",),
        variants={
            "period": {
                "says": "New logos signed in the period, of the inquiries of the period; not a probability, it can exceed 1.",
                "says_zh": "当期首次签约客户数与当期咨询量之比；并非概率，可大于 1。",
                "numerator": panel.new_logo,
                "open": None,
                "mature": None,
                "unit": Unit.TIMES,
                "running": Running.PARTIAL,
            }
        },
        cases=(
            Case("2023-11", "1 of 2", "L1 signs on day 89 of its 90; L2 asks twice, is one inquiry, and never signs"),
            Case("2023-12", "0 of 0", "L2 asking again is no new inquiry", status="undefined"),
            Case(
                "2023-11",
                "0 of 2",
                "read at the end of 2023 both windows are open: not known yet, anything from none to both",
                status="immature",
                low="0 of 2",
                high="2 of 2",
                as_of="2023-12-31",
            ),
        ),
    )
    new_customers = Total(
        en="New customers (new signs)",
        zh="新签客户数",
        says="Relationships signed in the period, returns after the win-back window included.",
        says_zh="当期签约的客户关系数，包括挽回期之后重新签约的客户。",
        of=panel.new_sign,
        better=Better.MORE,
        variants={
            "new_logo": {
                "says": "Customers that signed for the first time ever.",
                "says_zh": "历史上首次签约的客户数。",
                "of": panel.new_logo,
                "source": "ChartMogul: New Business",
                "cases": (Case("2024-07", "0", "bob was a customer before"),),
            }
        },
        cases=(
            Case(
                "2024-07",
                "1",
                "bob signs half an hour after his window: a new sign on the local day, though it is the day before in UTC",
            ),
            Case("2024-06", "0", "ann signs inside her window: a renewal, not a new sign"),
            Case("2022-12", "1", "dan counts in the month of his signature, not in January when he starts"),
        ),
    )
