package audit

import (
	"fmt"
	"testing"

	"xinhuan/internal/envelope"
)

// One iteration is one transaction: the head is read from its row, the entries are
// encoded and appended, and the head is written.
func BenchmarkLog(b *testing.B) {
	for _, suite := range suites {
		for _, batch := range []int{1, 64} {
			b.Run(fmt.Sprintf("%v/batch=%d", suite, batch), func(b *testing.B) {
				head, _, _ := testLog(b, suite, 1023)
				row := head.Marshal()
				entries := make([]Entry, batch)
				for i := range entries {
					entries[i] = sample()
				}
				b.ReportAllocs()
				for b.Loop() {
					var h Head
					if err := h.Unmarshal(row); err != nil {
						b.Fatal(err)
					}
					if _, _, err := h.Log(entries...); err != nil {
						b.Fatal(err)
					}
					row = h.Marshal()
				}
				b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "appends/s")
			})
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	for _, suite := range suites {
		b.Run(suite.String(), func(b *testing.B) {
			head, entries, _ := testLog(b, suite, 10_000)
			for b.Loop() {
				if err := Verify(head, numbered(entries)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(10_000*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func BenchmarkInclusionProof(b *testing.B) {
	_, _, leaves := testLog(b, envelope.AES256GCM, 100_000)
	for b.Loop() {
		if _, err := InclusionProof(envelope.AES256GCM, leavesOf(leaves), 777, 100_000); err != nil {
			b.Fatal(err)
		}
	}
}
