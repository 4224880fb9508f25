"""The report's charts: one file a chart, their data in `data`, shared drawing in `page`, `theme` and `wrapping`."""
