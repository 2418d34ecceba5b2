//! Session descriptions: RFC 8866, 4568, 3264 as functions from offer to answer.
