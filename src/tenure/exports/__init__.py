"""Numbers for other tools: Parquet of panel and cube, SQL views, and the catalogue for dbt's semantic layer."""

from tenure.exports.exporting import WHAT, export

__all__ = ["WHAT", "export"]
