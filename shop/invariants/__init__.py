"""Sentences about orders, stock and money that are true of every committed state.

Each one is a handful of queries for rows that must not be there, so that the cost grows with
the indexes and not with the memory. Source: goal sheet of reliability, section 4.1. How each
sentence is read in this model:

I1   ``StockRecord.num_allocated`` is the sum over its lines; never below 0 nor above the
     stock. A line holds all it has until its parcel leaves or is called off, then nothing.
     A pre-order waits exactly as long as some of its goods are promised.
I2   ``StockRecord.num_in_stock`` is the sum of its movements, ``num_promised`` that of its
     promises; of no order comes more back than was sent.
I3   Every seller order has one payment record, over what it costs; none is without one. Orders
     of the demo may come without: its large scales leave money out.
I4   The payment record, its transactions and the book agree on what came and what went back;
     what came is held by somebody or went back; the sale accounts of the book stand at what
     the seller order is worth; ``payment_state`` is what ``money.payment_state`` says. That a
     provider's notice or transaction is counted once is a constraint.
I4b  Whoever has paid too much, or for an order called off, has an open case in the queue.
I5   A basket is submitted when it has become an order, and only then; one open basket per
     account; none frozen for 15 minutes (nothing here freezes one, Oscar's dashboard might).
I6   The total of an order is lines, freight and surcharges; prices of lines are after discount
     and agree with the price noted when the shopper confirmed.
I7   Seller orders add up to their order, lines to their seller order, of that seller only.
I9   Every order (demo aside) has told its shopper once, through the outbox; the row stays when
     it is done. No message about an order is overdue by 5 minutes while a worker lives, and
     none was given up. Orders without a phone have nobody to tell.
I10  Vouchers and offers are within their limits: ``shop.offer.limits``.
I11  Every photo has its files; no file of a photo is without a row for a day. Looked at only
     where files are on this machine's disk, after the snapshot, each miss looked at twice.
I12  The events of a seller order are a path of allowed moves that ends where it stands, in the
     order of time; dates agree with the state; the order's status follows from its parts. An
     event from a state to itself is a note.
I13  The chain of the audit trail verifies; looked at after the snapshot, as I11 is.

I8 and I14 are looked after by ``check_stats`` and ``/readyz``.
"""
