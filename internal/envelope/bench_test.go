package envelope

import "testing"

func BenchmarkSeal300(b *testing.B) {
	for _, suite := range suites {
		b.Run(suite.String(), func(b *testing.B) {
			key, plain, place := testDataKey(b, testKeys(b, testRegion, suite)), make([]byte, 300), testPlace()
			b.SetBytes(300)
			b.ReportAllocs()
			for b.Loop() {
				key.Seal(place, plain)
			}
		})
	}
}

func BenchmarkOpen300(b *testing.B) {
	for _, suite := range suites {
		b.Run(suite.String(), func(b *testing.B) {
			key, place := testDataKey(b, testKeys(b, testRegion, suite)), testPlace()
			blob := key.Seal(place, make([]byte, 300))
			b.SetBytes(300)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := key.Open(place, blob); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNewDataKey(b *testing.B) {
	for _, suite := range suites {
		b.Run(suite.String(), func(b *testing.B) {
			wrap, _, err := testKeys(b, testRegion, suite).Public().NewWrap(1)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := wrap.NewDataKey(2, 3, Answers); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWrap(b *testing.B) {
	keys := testKeys(b, testRegion, AES256GCM)
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := keys.Public().NewWrap(1); err != nil {
				b.Fatal(err)
			}
		}
	})
	_, sealed, _ := keys.Public().NewWrap(1)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			if _, err := keys.OpenWrap(1, sealed); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkIndex(b *testing.B) {
	keys := testKeys(b, testRegion, AES256GCM)
	for b.Loop() {
		keys.Index("name", "阿依古丽·买买提")
	}
}
