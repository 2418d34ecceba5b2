//! RTP, SRTP, codecs, DTMF, prompts: machines and plain functions.
