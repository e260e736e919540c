package envelope

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// The values of the national ciphers are those of OpenSSL 3.0
// (`openssl dgst -sm3`, `openssl enc -sm4-ctr`) and of RFC 8998, appendix A.1.
func TestSM4GCMAgreesWithTheStandard(t *testing.T) {
	gcm := SM4GCM.aead(unhex(t, "0123456789abcdeffedcba9876543210"))
	plain := unhex(t, "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"+
		"eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa")
	got := gcm.Seal(nil, unhex(t, "00001234567800000000abcd"), plain, unhex(t, "feedfacedeadbeeffeedfacedeadbeefabaddad2"))
	want := unhex(t, "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"+
		"d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"+"83de3541e4c2b58177e065a9bf7b62ec")
	if !bytes.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

func TestHashesAgreeWithTheStandards(t *testing.T) {
	for suite, want := range map[Suite]string{
		AES256GCM: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", // FIPS 180-4
		SM4GCM:    "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", // GB/T 32905
	} {
		sum := suite.Sum([]byte("abc"))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%v: got %s, want %s", suite, got, want)
		}
		h := suite.NewHash()
		h.Write([]byte("abc"))
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("%v, streamed: got %s, want %s", suite, got, want)
		}
	}
}

func TestSuiteNames(t *testing.T) {
	for _, s := range suites {
		got, err := ParseSuite(s.String())
		if err != nil || got != s {
			t.Errorf("%s: got %v, %v", s, got, err)
		}
	}
	if _, err := ParseSuite("des"); err == nil {
		t.Error("des: got a suite, want an error")
	}
}
