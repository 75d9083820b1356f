"""How the market is doing: figures at ``/metrics``, alerts with recovery, clean logs."""
