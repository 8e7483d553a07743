"""x"""
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

class SparkCompiler(PySparkCompiler):
    __slots__ = ()

    def visit_NonNullLiteral(self, op, *, value, dtype):
        if dtype.is_floating():
            return SQLGlotCompiler.visit_NonNullLiteral(self, op, value=value, dtype=dtype)
        if dtype.is_decimal():
            return self.cast(f"{value:f}", dtype)  # 0E-10 is not read everywhere
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_Field(self, op, *, rel, name):
        return SQLGlotCompiler.visit_Field(self, op, rel=rel, name=name)

spark_compiler = SparkCompiler()
