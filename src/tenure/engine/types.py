"""Types of the lake's columns as Ibis names them."""

LAKE = {
    "VARCHAR": "string",
    "BIGINT": "int64",
    "DECIMAL(38,10)": "decimal(38, 10)",
    "TIMESTAMP": "timestamp",
    "DATE": "date",
}
