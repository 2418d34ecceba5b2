//! How a handle of operations is declared.

/// Declares a handle: those it leads to, then its operations with path arguments, body, answer,
/// method and path.
macro_rules! operations {
    ($(#[$meta:meta])* $handle:ident {
        $(leads to [$($(#[$ameta:meta])* $child:ident: $Child:ident,)*])?
        $(
            $(#[$fmeta:meta])*
            fn $name:ident($($arg:ident),* $(; $body:ty)?) => $answer:ty = $method:ident $path:literal;
        )*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $handle(crate::Graph);

        impl $handle {
            pub(crate) fn new(graph: &crate::Graph) -> Self {
                Self(graph.clone())
            }

            $($(
                $(#[$ameta])*
                pub fn $child(&self) -> $Child {
                    $Child::new(&self.0)
                }
            )*)?
            $(
                $(#[$fmeta])*
                pub fn $name(&self, $($arg: &str,)* $(body: &$body)?) -> crate::Request<$answer> {
                    let path = crate::operations::path::fill($path, &[$($arg),*]);
                    let request = match path {
                        Some(path) => {
                            crate::Request::new(self.0.clone(), reqwest::Method::$method, &path)
                        }
                        None => crate::Request::refused(&self.0, crate::error::bad_path()),
                    };
                    $(let request = request.json::<$body>(body);)?
                    request
                }
            )*
        }
    };
}
pub(crate) use operations;
