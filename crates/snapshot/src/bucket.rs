//! A bucket of an object store that speaks the S3 API, for callers that wait.
//!
//! # Invariants
//!
//! - An object appears whole or not at all, and [`Bucket::create`] never writes over one; that the
//!   store keeps this promise is tried when a home is made ([`Bucket::prove`]).
//! - Requests run on threads of their own, whatever thread waits for them.
//! - A store that does not answer is asked again for some seconds and no longer.
//!
//! # Not here
//!
//! Who may connect where (`settings`).

mod object;
mod settings;

use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, LazyLock, mpsc};

use futures::{StreamExt, TryStreamExt};
use model::{Fault, Result, Text};
use object_store::aws::AmazonS3;
use object_store::path::Path as ObjectPath;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, WriteMultipart};
use tokio::runtime::Runtime;
use url::Url;

use crate::error;
use crate::files::Listed;

pub(crate) use object::{Object, Pieces};
pub use settings::BucketSettings;

/// How much is sent or fetched at once.
const PIECE: usize = 8 << 20;

/// Objects fetched at the same time.
const AT_ONCE: usize = 16;

/// What is being done, in both languages.
type Doing = (&'static str, &'static str);

const CONNECT: Doing = ("连接", "connect to");
const LIST: Doing = ("列出", "list");
const READ: Doing = ("读取", "read");
const REMOVE: Doing = ("删除", "remove");
const WRITE: Doing = ("写入", "write");

/// Where requests run: it outlives every home, so that none has to wait for its end.
static NETWORK: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    threads.worker_threads(2).thread_name("object-store").enable_all().build()
});

/// A bucket and the prefix in it below which names are.
#[derive(Debug)]
pub(crate) struct Bucket {
    objects: Arc<AmazonS3>,
    /// `s3://bucket/prefix/`.
    root: Url,
    prefix: ObjectPath,
}

impl Bucket {
    /// The bucket and prefix of `s3://bucket/prefix`; nothing is asked of it yet.
    ///
    /// # Errors
    /// `Caller` when it is no such address; `Limit` when the settings lack credentials or name an
    /// endpoint in the clear outside this machine.
    pub(crate) fn open(location: &str, settings: &BucketSettings) -> Result<Self> {
        let root = settings::address(location)?;
        let prefix = ObjectPath::from_url_path(root.path());
        let prefix = prefix.map_err(|_| error::bad_location(location))?;
        let network = NETWORK.as_ref().map_err(|why| error::bucket(CONNECT, location, why))?;
        let objects = settings.connect(&root, network.handle())?;
        Ok(Self { objects: Arc::new(objects), root, prefix })
    }

    /// The store as others use it, and the address that stands for it.
    pub(crate) fn objects(&self) -> (Url, Arc<dyn ObjectStore>) {
        let mut url = self.root.clone();
        url.set_path("");
        (url, Arc::clone(&self.objects) as Arc<dyn ObjectStore>)
    }

    /// The path of a name in the bucket.
    pub(crate) fn path(&self, name: &str) -> ObjectPath {
        name.split('/').filter(|part| !part.is_empty()).fold(self.prefix.clone(), ObjectPath::join)
    }

    /// The address of a name.
    pub(crate) fn url(&self, name: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("{}{name}", self.root.path()));
        url
    }

    /// Shows that the bucket is there, that we may write, and that it refuses to write over what is
    /// to be created.
    pub(crate) fn prove(&self, name: &str) -> Result<()> {
        self.create(name, b"first".into())?;
        let overwritten = self.create(name, b"second".into())?;
        let removed = self.remove(name);
        match overwritten {
            true => Err(error::careless_bucket(self.root.as_str())),
            false => removed,
        }
    }

    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>> {
        let read = read(Arc::clone(&self.objects), self.path(name));
        self.wait(READ, name, read)
    }

    /// Reads an object; none if it is not there.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let read = read(Arc::clone(&self.objects), self.path(name));
        let find = async move {
            match read.await {
                Ok(bytes) => Ok(Some(bytes)),
                Err(Error::NotFound { .. }) => Ok(None),
                Err(why) => Err(why),
            }
        };
        self.wait(READ, name, find)
    }

    /// Reads objects, each apart from the others, in the order of their names.
    pub(crate) fn read_all(&self, listed: &[Listed]) -> Result<Vec<Result<Vec<u8>>>> {
        let paths: Vec<ObjectPath> = listed.iter().map(|file| self.path(&file.name)).collect();
        let objects = Arc::clone(&self.objects);
        let reads = async move {
            let reads = paths.into_iter().map(|path| read(Arc::clone(&objects), path));
            futures::stream::iter(reads).buffered(AT_ONCE).collect::<Vec<_>>().await
        };
        let read = run(reads)?.into_iter().zip(listed);
        Ok(read.map(|(read, file)| read.map_err(|why| self.fault(READ, &file.name, why))).collect())
    }

    /// An object that is there.
    pub(crate) fn object(&self, name: &str) -> Result<Object> {
        let (objects, path) = (Arc::clone(&self.objects), self.path(name));
        let head = async move {
            let bytes = objects.head(&path).await?.size;
            Ok(Object { objects, path, bytes })
        };
        self.wait(READ, name, head)
    }

    pub(crate) fn size(&self, name: &str) -> Result<Option<u64>> {
        let (objects, path) = (Arc::clone(&self.objects), self.path(name));
        let head = async move {
            match objects.head(&path).await {
                Ok(found) => Ok(Some(found.size)),
                Err(Error::NotFound { .. }) => Ok(None),
                Err(why) => Err(why),
            }
        };
        self.wait(READ, name, head)
    }

    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Listed>> {
        let folder_path = self.path(folder);
        let objects = Arc::clone(&self.objects);
        let list = async move { objects.list(Some(&folder_path)).try_collect::<Vec<_>>().await };
        let found = self.wait(LIST, folder, list)?;
        let name = |path: &ObjectPath| {
            let parts = path.prefix_match(&self.prefix)?;
            Some(parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"))
        };
        let listed = found.iter().filter_map(|found| {
            let (bytes, changed_at) = (found.size, found.last_modified);
            Some(Listed { name: name(&found.location)?, bytes, changed_at })
        });
        Ok(listed.collect())
    }

    pub(crate) fn write(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let (objects, path) = (Arc::clone(&self.objects), self.path(name));
        self.wait(WRITE, name, async move { objects.put(&path, bytes.into()).await.map(drop) })
    }

    /// Writes an object; false if there is another of this name already, which stays as it is.
    pub(crate) fn create(&self, name: &str, bytes: Vec<u8>) -> Result<bool> {
        let (objects, path) = (Arc::clone(&self.objects), self.path(name));
        let create = async move {
            match objects.put_opts(&path, bytes.clone().into(), PutMode::Create.into()).await {
                Ok(_) => Ok(true),
                // An answer may have got lost on its way, and the object be ours.
                Err(Error::AlreadyExists { .. }) => Ok(read(objects, path).await? == bytes),
                Err(why) => Err(why),
            }
        };
        self.wait(WRITE, name, create)
    }

    /// Copies a file of this machine into the bucket.
    pub(crate) fn upload(&self, from: &Path, name: &str) -> Result<()> {
        let (objects, path) = (Arc::clone(&self.objects), self.path(name));
        let unread = |why| Fault::io(Text::new(READ.0, READ.1), from, &why);
        let file = File::open(from).map_err(unread)?;
        self.wait(WRITE, name, send(objects, path, file))
    }

    pub(crate) fn remove(&self, name: &str) -> Result<()> {
        let (objects, path) = (Arc::clone(&self.objects), self.path(name));
        let remove = async move {
            match objects.delete(&path).await {
                Err(Error::NotFound { .. }) => Ok(()),
                done => done,
            }
        };
        self.wait(REMOVE, name, remove)
    }

    fn wait<T: Send + 'static>(
        &self,
        doing: Doing,
        name: &str,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T> {
        run(work)?.map_err(|why| self.fault(doing, name, why))
    }

    fn fault(&self, doing: Doing, name: &str, why: Error) -> Fault {
        error::bucket(doing, self.url(name).as_str(), &why.into())
    }
}

async fn read(objects: Arc<AmazonS3>, path: ObjectPath) -> Result<Vec<u8>, Error> {
    objects.get(&path).await?.bytes().await.map(Vec::from)
}

/// Sends a file: a small one at once, a large one in parts that become an object together.
async fn send(objects: Arc<AmazonS3>, path: ObjectPath, mut file: File) -> Result<(), Error> {
    let mut next = || {
        let mut piece = Vec::new();
        let read = Read::by_ref(&mut file).take(PIECE as u64).read_to_end(&mut piece);
        read.map(|_| piece).map_err(|why| Error::Generic { store: "file", source: why.into() })
    };
    let first = next()?;
    if first.len() < PIECE {
        return objects.put(&path, first.into()).await.map(drop);
    }
    let upload = objects.put_multipart(&path).await?;
    let mut parts = WriteMultipart::new_with_chunk_size(upload, PIECE);
    let mut piece = first;
    while !piece.is_empty() {
        parts.wait_for_capacity(2).await?;
        parts.put(piece.into());
        piece = next()?;
    }
    parts.finish().await.map(drop)
}

/// Runs `work` on the threads of the network and waits for it.
pub(crate) fn run<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T> {
    let network = NETWORK.as_ref().map_err(|why| error::bucket(CONNECT, "tokio", why))?;
    let (tell, told) = mpsc::sync_channel(1);
    network.spawn(async move { tell.send(work.await) });
    told.recv().map_err(|_| error::bug("object store"))
}
