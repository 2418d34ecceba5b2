/* Four functions of libsrtp for the bench: AES_CM_128_HMAC_SHA1_80, window 128. */
#include <stdlib.h>
#include <string.h>
#include "srtp.h"

int peer_init(void) { return srtp_init(); }

void *peer_new(const unsigned char *key, int outbound)
{
    srtp_policy_t policy;
    srtp_t session = NULL;
    memset(&policy, 0, sizeof policy);
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtp);
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtcp);
    policy.ssrc.type = outbound ? ssrc_any_outbound : ssrc_any_inbound;
    policy.key = (unsigned char *)key;
    policy.window_size = 128;
    return srtp_create(&session, &policy) == srtp_err_status_ok ? session : NULL;
}

int peer_protect(void *session, void *packet, int *length)
{
    return srtp_protect(session, packet, length);
}

int peer_unprotect(void *session, void *packet, int *length)
{
    return srtp_unprotect(session, packet, length);
}

const char *peer_version(void) { return srtp_get_version_string(); }
