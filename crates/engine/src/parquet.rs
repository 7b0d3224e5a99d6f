//! A table over the Parquet files of some months, with the month as its last column.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Result, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::DataFusionError;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::object_store::path::Path as ObjectPath;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::scalar::ScalarValue;
use futures::future::BoxFuture;
use snapshot::TableFile;
use url::Url;

/// The column that says which month a row was delivered in.
pub(crate) const MONTH: &str = "month";

/// What [`ParquetTable`] calls its month where the data have a column of that name themselves.
pub(crate) const DELIVERED: &str = "delivered_month";

/// The files of one table.
pub(crate) struct ParquetTable {
    schema: TableSchema,
    files: Vec<TableFile>,
}

impl fmt::Debug for ParquetTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParquetTable({} files)", self.files.len())
    }
}

impl ParquetTable {
    /// A table with the columns of `schema` and, last, the month of each file as `month_column`.
    pub(crate) fn new(schema: SchemaRef, month_column: &str, files: Vec<TableFile>) -> Self {
        let month = Arc::new(Field::new(month_column, DataType::Utf8, false));
        let schema = TableSchema::builder(schema).with_table_partition_cols(vec![month]).build();
        Self { schema, files }
    }

    fn partitioned(&self, file: &TableFile) -> Result<PartitionedFile> {
        let location = ObjectPath::from_url_path(url(file)?.path());
        let location = location.map_err(|why| DataFusionError::External(Box::new(why)))?;
        let rows = Statistics::new_unknown(self.schema.file_schema())
            .with_num_rows(Precision::Exact(file.rows as usize));
        let mut part = PartitionedFile::new("", file.bytes);
        part.object_meta.location = location;
        let month = ScalarValue::Utf8(Some(file.month.to_string()));
        Ok(part.with_partition_values(vec![month]).with_statistics(Arc::new(rows)))
    }

    fn plan(
        &self,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(first) = self.files.first() else {
            let schema = self.schema();
            let projected = match projection {
                Some(columns) => Arc::new(schema.project(columns)?),
                None => schema,
            };
            return Ok(Arc::new(EmptyExec::new(projected)));
        };
        // All files of a home are in one place: its folder or its bucket.
        let place =
            url(first)?.join("/").map_err(|why| DataFusionError::External(Box::new(why)))?;
        let files = self.files.iter().map(|file| self.partitioned(file));
        let files = files.collect::<Result<Vec<_>>>()?;
        let source = Arc::new(ParquetSource::new(self.schema.clone()));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::parse(place)?, source)
            .with_file_group(FileGroup::new(files))
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

/// The address of a file.
fn url(file: &TableFile) -> Result<Url> {
    file.url().map_err(|why| DataFusionError::External(Box::new(why)))
}

impl TableProvider for ParquetTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn scan<'this, 'state, 'projection, 'filters, 'scan>(
        &'this self,
        _state: &'state dyn Session,
        projection: Option<&'projection Vec<usize>>,
        _filters: &'filters [Expr],
        limit: Option<usize>,
    ) -> BoxFuture<'scan, Result<Arc<dyn ExecutionPlan>>>
    where
        'this: 'scan,
        'state: 'scan,
        'projection: 'scan,
        'filters: 'scan,
        Self: 'scan,
    {
        // The physical optimizer hands the filters above the scan down to the Parquet reader.
        Box::pin(std::future::ready(self.plan(projection, limit)))
    }
}
