"""Acme, the company in which the cases of every metric are worked: five customers, and whatever trips a careless reading.

Times are local (Asia/Shanghai), the win-back window has its standard length of three months, and everything is read at
the end of 2024 unless a case says otherwise.

- **ann** lets her first year run out on 1 April 2024 and signs again on 30 June, half an hour before her window ends.
- **bob**, whom ann brought, lets his run out on 16 April and signs on 16 July, half an hour after his window ended: lost, and
  new again.
- **cid** inquires in November 2023, signs on the 90th day, and cancels on 15 September 2024, in the middle of the year.
- **dan** renews early and for less, steps up on 1 October, and is due on 1 January 2025.
- **eve** pays in dollars; her year ends on 10 November 2024, and at the end of 2024 nobody knows whether she will stay.

Beside them there is a lead, L2, that asks twice, tries the product and never signs; and two accounts in a social medium, with three
posts of August.
"""

from __future__ import annotations

from collections.abc import Mapping

READ_ON = "2024-12-31"

# Kind of fact -> its rows, a word a cell, `.` for nothing.
FACTS: Mapping[str, str] = {
    "policies": """
        key                 value
        reporting_zone      Asia/Shanghai
        reporting_currency  CNY
    """,
    "contracts": """
        contract_id  customer_id  signed_at         start_date  end_date    terminated_on  termination_kind  predecessor_id  acq_channel
        ann-1        ann          2023-03-25T10:00  2023-04-01  2024-04-01  .              .                 .               ads
        ann-2        ann          2024-06-30T23:30  2024-07-01  2025-07-01  .              .                 ann-1           .
        bob-1        bob          2023-03-28T10:00  2023-04-16  2024-04-16  .              .                 .               referral
        bob-2        bob          2024-07-16T00:30  2024-07-16  2025-07-16  .              .                 bob-1           public_sea
        cid-1        cid          2024-02-08T10:00  2024-02-10  2025-02-10  2024-09-15     cancelled         .               ads
        dan-1        dan          2022-12-20T10:00  2023-01-01  2024-01-01  .              .                 .               .
        dan-2        dan          2023-10-20T10:00  2024-01-01  2025-01-01  .              .                 dan-1           .
        eve-1        eve          2023-11-08T10:00  2023-11-10  2024-11-10  .              .                 .               .
    """,
    "contract_prices": """
        price_id  contract_id  from_date   mrr   list_mrr  currency  product_tier  seats
        p1        ann-1        2023-04-01  1000  .         CNY       2             2
        p2        ann-2        2024-07-01  1200  .         CNY       2             2
        p3        bob-1        2023-04-16  500   .         CNY       1             1
        p4        bob-2        2024-07-16  400   .         CNY       1             1
        p5        cid-1        2024-02-10  300   .         CNY       1             2
        p6        dan-1        2023-01-01  3000  .         CNY       2             3
        p7        dan-2        2024-01-01  2400  3000      CNY       1             3
        p8        dan-2        2024-10-01  3600  .         CNY       3             3
        p9        eve-1        2023-11-10  100   .         USD       1             .
    """,
    "fx_rates": """
        fx_id  currency  rate_date   rate
        f1     USD       2023-10-31  7.00
        f2     USD       2024-08-31  7.10
    """,
    "transactions": """
        txn_id  customer_id  kind     amount  currency  happened_at
        i1      cid          invoice  3600    CNY       2024-02-10T10:00
        x1      cid          payment  3600    CNY       2024-02-12T10:00
        x2      cid          refund   1500    CNY       2024-09-20T10:00
        i2      ann          invoice  14400   CNY       2024-07-01T10:00
        x3      ann          payment  14400   CNY       2024-07-03T10:00
        i3      ann          invoice  600     CNY       2024-07-20T10:00
        i4      bob          invoice  4800    CNY       2024-07-16T10:00
        x4      bob          payment  4800    CNY       2024-07-20T10:00
    """,
    "customers": """
        customer_id  lead_id  referrer_customer_id
        cid          L1       .
        bob          .        ann
    """,
    "customer_attrs": """
        attr_id  customer_id  attr          value       valid_from  valid_to
        a1       ann          region        east        2024-01-01  .
        a2       ann          industry      retail      2024-01-01  .
        a3       ann          size          small       2024-01-01  .
        a4       dan          region        north       2024-01-01  .
        a5       bob          size          small       2024-07-01  .
        a6       ann          tag           vip         2024-01-01  .
        a7       ann          tag           pilot       2024-01-01  .
        a8       ann          role          reseller    2024-01-01  .
        a9       ann          role          adviser     2024-01-01  .
        a10      dan          role          reseller    2024-01-01  .
        a11      ann          subscription  newsletter  2024-01-01  .
        a12      dan          subscription  newsletter  2024-01-01  2024-06-20
    """,
    "touches": """
        touch_id  kind         channel  lead_id  campaign_id  referrer_customer_id  quantity  happened_at
        q1        inquiry      .        L1       autumn       .                     .         2023-11-11T10:00
        q2        inquiry      .        L2       .            ann                   .         2023-11-20T10:00
        q3        inquiry      .        L2       .            .                     .         2023-12-05T10:00
        r1        trial_start  .        L1       .            .                     .         2024-01-10T10:00
        r2        trial_start  .        L2       .            .                     .         2024-01-31T10:00
        v1        visit        ads      .        .            .                     300       2024-02-05T10:00
        v2        visit        web      .        .            .                     100       2024-02-29T23:50
        v3        visit        web      .        .            .                     50        2024-07-10T10:00
        g1        signup       ads      .        .            .                     6         2024-02-06T10:00
        g2        signup       web      .        .            .                     2         2024-02-20T10:00
    """,
    "users": """
        user_id  customer_id  first_seen_at
        u-ann    ann          2024-06-03T09:00
        u-bob    bob          2024-06-12T09:00
        u-cid    cid          2024-06-01T00:30
        u-dan    dan          2024-06-04T09:00
        u-eve    eve          2024-08-05T09:00
    """,
    "usage_events": """
        event_id  customer_id  user_id  feature  happened_at
        e1        ann          u-ann    reports  2024-06-03T09:00
        e2        ann          u-ann    reports  2024-06-05T09:00
        e3        bob          u-bob    reports  2024-06-12T09:00
        e4        bob          u-bob    export   2024-06-12T18:00
        e5        cid          u-cid    reports  2024-06-01T00:30
        e6        cid          u-cid    export   2024-06-08T00:10
        e7        dan          u-dan    reports  2024-06-04T09:00
        e8        dan          u-dan    export   2024-06-11T09:00
        e9        dan          u-dan    reports  2024-06-18T09:00
        e10       ann          u-ann    .        2024-07-08T09:00
        e11       ann          u-ann    .        2024-07-09T09:00
        e12       ann          u-ann    .        2024-07-10T09:00
        e13       eve          u-eve    .        2024-08-05T09:00
        e14       eve          u-eve    .        2024-08-06T09:00
        e15       ann          u-ann    .        2024-10-08T09:00
        e16       ann          u-ann    .        2024-10-09T09:00
        e17       ann          u-ann    .        2024-11-05T09:00
        e18       ann          u-ann    .        2024-11-06T09:00
        e19       ann          u-ann    .        2024-12-03T09:00
        e20       ann          u-ann    .        2024-12-04T09:00
    """,
    "interactions": """
        interaction_id  subject_type  subject_id  direction  channel  kind     happened_at
        n1              customer      ann         in         phone    .        2024-06-03T09:00
        n2              customer      ann         in         email    .        2024-06-04T09:00
        n3              customer      ann         out        email    care     2024-06-05T09:00
        n4              customer      bob         out        phone    notice   2024-06-06T09:00
        n5              customer      dan         in         phone    .        2024-06-10T09:00
        n6              customer      dan         out        email    revisit  2024-06-11T09:00
        n7              lead          L2          in         phone    .        2024-06-12T09:00
        n8              lead          L1          out        phone    .        2023-11-11T10:45
    """,
    "survey_responses": """
        response_id  survey_id  instrument  dimension     customer_id  respondent_id  sent_at           happened_at       score  scale_max
        c1           june       csat        .             ann          u-ann          2024-06-20T09:00  2024-06-20T10:00  5      5
        c2           june       csat        .             dan          u-dan          2024-06-20T09:00  2024-06-21T10:00  4      5
        c3           june       csat        .             cid          u-cid          2024-06-20T09:00  2024-06-21T10:00  3      5
        c4           june       csat        .             bob          u-bob          2024-06-20T09:00  .                 .      5
        c5           june       csat        .             eve          u-eve          2024-06-20T09:00  2024-07-01T00:10  5      5
        s1           first      nps         .             ann          u-ann          2024-06-10T09:00  2024-06-10T10:00  3      10
        s2           second     nps         .             ann          u-ann          2024-06-24T09:00  2024-06-25T10:00  9      10
        s3           first      nps         .             dan          u-dan          2024-06-10T09:00  2024-06-11T10:00  10     10
        s4           first      nps         .             cid          u-cid          2024-06-10T09:00  2024-06-11T10:00  7      10
        s5           first      nps         .             bob          u-bob          2024-06-10T09:00  2024-06-11T10:00  6      10
        v1           ticket     service     speed         ann          u-ann          2024-06-03T16:00  2024-06-03T17:00  5      5
        v2           ticket     service     speed         bob          u-bob          2024-06-28T15:00  2024-06-28T16:00  3      5
        v3           ticket     service     friendliness  bob          u-bob          2024-06-28T15:00  2024-06-28T16:00  4      5
    """,
    "ticket_events": """
        ticket_event_id  ticket_id  customer_id  channel  kind           actor     happened_at
        t1               T1         ann          email    opened         customer  2024-06-03T10:00
        t2               T1         ann          email    auto_reply     bot       2024-06-03T10:01
        t3               T1         ann          email    public_reply   agent     2024-06-03T10:30
        t4               T1         ann          email    solved         agent     2024-06-03T12:00
        t5               T1         ann          email    reopened       customer  2024-06-03T13:00
        t6               T1         ann          email    solved         agent     2024-06-03T15:00
        t7               T2         dan          email    opened         customer  2024-06-07T17:30
        t8               T2         dan          email    public_reply   agent     2024-06-10T09:20
        t9               T3         cid          email    opened         customer  2024-06-12T10:00
        t10              T3         cid          email    internal_note  agent     2024-06-12T11:00
        t11              T4         bob          phone    opened         customer  2024-06-28T10:00
        t12              T4         bob          phone    public_reply   agent     2024-06-28T11:10
        t13              T4         bob          phone    solved         agent     2024-06-28T14:00
        t14              T5         ann          social   opened         customer  2024-08-05T10:00
        t15              T5         ann          social   auto_reply     bot       2024-08-05T10:01
        t16              T5         ann          social   public_reply   agent     2024-08-05T10:20
        t17              T6         eve          social   opened         customer  2024-08-06T09:00
    """,
    "campaigns": """
        campaign_id  kind         start_date  end_date    response_window_days  conversion_window_days  goal
        autumn       acquisition  2023-11-01  2023-12-01  .                     90                      first_signature
        june         retention    2024-06-10  2024-07-01  7                     30                      contract_signed_or_upgraded
        keep         programme    2024-07-01  2025-01-01  .                     90                      relationship_kept
    """,
    "campaign_members": """
        member_id  campaign_id  customer_id  arm        predicted_response  happened_at
        m1         june         ann          treatment  0.4                 2024-06-10T09:00
        m2         june         bob          treatment  0.2                 2024-06-10T09:00
        m3         june         cid          treatment  0.1                 2024-06-10T09:00
        m4         june         eve          treatment  0.1                 2024-06-10T09:00
        m5         june         dan          control    .                   2024-06-10T09:00
        m6         keep         ann          treatment  .                   2024-07-01T09:00
        m7         keep         bob          treatment  .                   2024-07-01T09:00
        m8         keep         dan          treatment  .                   2024-07-01T09:00
        m9         keep         eve          treatment  .                   2024-07-01T09:00
        m10        keep         cid          control    .                   2024-07-01T09:00
    """,
    "campaign_events": """
        campaign_event_id  campaign_id  customer_id  kind        quantity  happened_at
        d1                 june         ann          delivered   .         2024-06-10T10:00
        d2                 june         bob          bounced     .         2024-06-10T10:00
        d3                 june         cid          delivered   .         2024-06-10T10:00
        d4                 june         eve          delivered   .         2024-06-10T10:00
        d5                 june         ann          response    .         2024-06-12T10:00
        d6                 june         ann          response    .         2024-06-16T23:50
        d7                 june         cid          response    .         2024-06-17T00:10
        d8                 autumn       .            impression  2000      2023-11-10T10:00
        d9                 autumn       .            click       40        2023-11-10T10:00
    """,
    "social_snapshots": """
        snapshot_id  object_kind  object_id  metric       value  happened_at
        w1           account      shop       followers    1000   2024-07-31T20:00
        w2           account      shop       followers    1100   2024-08-31T23:50
        w3           post         first      posted       1      2024-08-05T10:00
        w4           post         first      impressions  800    2024-08-30T10:00
        w5           post         first      likes        12     2024-08-10T10:00
        w6           post         first      likes        20     2024-08-30T10:00
        w7           post         first      likes        25     2024-09-05T10:00
        w8           post         first      comments     4      2024-08-30T10:00
        w9           post         second     posted       1      2024-08-20T10:00
        w10          post         second     impressions  200    2024-08-30T10:00
        w11          post         second     shares       6      2024-08-30T10:00
        w12          post         third      posted       1      2024-08-25T10:00
        w13          post         third      likes        9      2024-08-30T10:00
        w14          account      club       followers    500    2024-08-31T20:00
    """,
    "costs": """
        cost_id  purpose                amount  currency  period_start  period_end  campaign_id  customer_id
        k1       acquisition_marketing  1000    CNY       2023-11-01    2023-12-01  autumn       .
        k2       acquisition_marketing  620     CNY       2024-07-01    2024-09-01  .            .
        k3       acquisition_sales      90      CNY       2024-07-01    2024-08-01  .            .
        k4       retention              200     CNY       2024-07-01    2024-08-01  .            .
        k5       crm_programme          2304    CNY       2024-06-01    2024-07-01  .            .
        k6       direct                 200     CNY       2024-09-01    2024-10-01  .            bob
    """,
}


def table_of(kind: str) -> list[list[str]]:
    """The header and the rows of a kind; nothing is the empty text."""
    lines = [line.split() for line in FACTS[kind].strip().splitlines()]
    return [["" if cell == "." else cell for cell in line] for line in lines]
