//! What Microsoft adds to SIP; no other module knows the word Teams.
