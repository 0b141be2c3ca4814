/* test-tsa.h - a PKI and a hostile TSA of one's own, with one chosen fault at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"
#include "base/ds-openssl.h"

#define TEST_CA_EXTENSIONS "basicConstraints=critical,CA:TRUE|keyUsage=critical,keyCertSign"
#define TEST_TSA_EXTENSIONS                                                                       \
  "basicConstraints=critical,CA:FALSE|keyUsage=critical,digitalSignature|"                        \
  "extendedKeyUsage=critical,timeStamping"
#define TEST_POLICY "1.3.6.1.4.1.99999.1"

typedef struct
{
  X509 *certificate;
  EVP_PKEY *key;
} TestIdentity;

typedef struct
{
  const char *name;       /* common name */
  const char *key;        /* RSA-2048, P-256, Ed25519, … */
  const char *digest;     /* under the certificate; %NULL: SHA256, or none for Ed25519 */
  const char *from;       /* GeneralizedTime */
  const char *until;      /* GeneralizedTime */
  const char *extensions; /* name=value|…, as in OpenSSL's configuration */
} TestProfile;

typedef enum
{
  TEST_FAULT_NONE,
  /* shell */
  TEST_FAULT_NO_SIGNER,
  TEST_FAULT_TWO_SIGNERS,
  TEST_FAULT_KEY_ID,            /* no fault: the signer by SubjectKeyIdentifier */
  TEST_FAULT_NO_CERTIFICATE,
  TEST_FAULT_CERTIFICATES_REVERSED,
  TEST_FAULT_INDEFINITE_LENGTH, /* no fault: BER outside */
  /* signed attributes */
  TEST_FAULT_NO_ATTRIBUTES,
  TEST_FAULT_ATTRIBUTE_TWICE,
  TEST_FAULT_ATTRIBUTE_OF_TWO_VALUES,
  TEST_FAULT_ATTRIBUTES_UNSORTED,
  TEST_FAULT_NO_CONTENT_TYPE,
  TEST_FAULT_OTHER_CONTENT_TYPE,
  TEST_FAULT_NO_MESSAGE_DIGEST,
  TEST_FAULT_OTHER_MESSAGE_DIGEST,
  TEST_FAULT_PROTECTED,         /* no fault: CMSAlgorithmProtection */
  TEST_FAULT_PROTECTION_BROKEN,
  TEST_FAULT_ALGORITHMS_DISAGREE,
  TEST_FAULT_UNKNOWN_SIGNATURE_ALGORITHM,
  TEST_FAULT_UNKNOWN_DIGEST,
  TEST_FAULT_OTHER_KEY,
  TEST_FAULT_PSS,               /* no fault: RSASSA-PSS */
  /* which certificate it was */
  TEST_FAULT_NO_ESS,
  TEST_FAULT_ESS_EMPTY,
  TEST_FAULT_ESS_UNREADABLE,
  TEST_FAULT_ESS_OTHER,
  TEST_FAULT_ESS_V1,            /* no fault: by SHA-1 alone */
  TEST_FAULT_ESS_V1_AND_V2,     /* no fault */
  TEST_FAULT_ESS_V1_RIGHT_V2_WRONG,
  TEST_FAULT_ESS_V1_WRONG_V2_RIGHT,
  TEST_FAULT_ESS_CA_FIRST,
  TEST_FAULT_ESS_CA_SECOND,     /* no fault */
  TEST_FAULT_ESS_UNKNOWN_SECOND,
  TEST_FAULT_ESS_ATTRIBUTE_CERTIFICATE, /* no fault: the second names one in the token */
  TEST_FAULT_ESS_ISSUER_SERIAL, /* no fault: issuer and serial number stated */
  TEST_FAULT_ESS_OTHER_SERIAL,
} TestFault;

typedef struct
{
  const TestIdentity *signer;
  const TestIdentity *issuer;   /* (nullable): goes into the token behind the signer */
  DsDigest imprint;
  const char *gen_time;
  const char *digest;           /* (nullable): under the signature; %NULL: SHA256 */
  const char *policy;           /* (nullable): %NULL: TEST_POLICY */
  const char *tst_tail;         /* (nullable): fields behind genTime, hexadecimal */
  TestFault fault;
} TestToken;

TestIdentity *test_identity_new (const TestProfile *profile, const TestIdentity *issuer);
void          test_identity_free (TestIdentity *self);
GBytes       *test_tst_info_encode (const TestToken *token);
GBytes       *test_token_encode (const TestToken *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestIdentity, test_identity_free)
