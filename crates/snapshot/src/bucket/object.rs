//! One object of a bucket, to be read from its beginning or by columns.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::{PIECE, run};

/// An object and its size.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(super) objects: Arc<AmazonS3>,
    pub(super) path: Path,
    pub(super) bytes: u64,
}

/// An object read from its beginning, piece by piece.
pub(crate) struct Pieces {
    object: Object,
    at: u64,
    piece: io::Cursor<Bytes>,
}

impl From<Object> for Pieces {
    fn from(object: Object) -> Self {
        Self { object, at: 0, piece: io::Cursor::default() }
    }
}

impl Read for Pieces {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(to)?;
        let end = self.object.bytes.min(self.at + PIECE as u64);
        if read > 0 || to.is_empty() || self.at == end {
            return Ok(read);
        }
        let (object, range) = (self.object.clone(), self.at..end);
        let fetched = run(async move { object.objects.get_range(&object.path, range).await });
        (self.piece, self.at) = (io::Cursor::new(fetched.map_err(io::Error::other)??), end);
        self.piece.read(to)
    }
}

impl AsyncFileReader for Object {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes>> {
        self.objects.get_range(&self.path, range).map(|got| got.map_err(ParquetError::from)).boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, Result<Vec<Bytes>>> {
        let get = async move { Ok(self.objects.get_ranges(&self.path, &ranges).await?) };
        get.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, Result<Arc<ParquetMetaData>>> {
        let bytes = self.bytes;
        let read = async move {
            ParquetMetaDataReader::new().load_and_finish(self, bytes).await.map(Arc::new)
        };
        read.boxed()
    }
}
