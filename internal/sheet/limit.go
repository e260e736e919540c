package sheet

import (
	"archive/zip"
	"io"
)

// limits bound what a hostile or broken file can cost. All values are ours: a
// sheet of 1,048,576 rows and 30 columns inflates to about 2 GiB at ratios of
// 10 to 60, while DEFLATE can reach 1032.
type limits struct {
	parts    int   // entries in the archive
	part     int64 // inflated bytes of one part
	total    int64 // declared inflated bytes of all parts
	strings  int64 // bytes of shared strings kept in memory
	ratio    int64 // inflated : stored, looked at beyond ratioFrom
	token    int   // bytes of one tag or text run
	maxCells int   // columns of a row
}

var defaultLimits = limits{
	parts: 10_000, part: 4 << 30, total: 8 << 30, strings: 512 << 20, ratio: 200, token: 1 << 20, maxCells: 1024,
}

// ratioFrom is the inflated size from which the ratio counts; small parts of
// repeated XML are harmless and compress extremely well.
const ratioFrom = 64 << 20

func checkArchive(z *zip.Reader, lim limits) error {
	if len(z.File) > lim.parts {
		return errBomb()
	}
	var total uint64
	for _, f := range z.File {
		if f.UncompressedSize64 > uint64(lim.total) {
			return errBomb()
		}
		if total += f.UncompressedSize64; total > uint64(lim.total) {
			return errBomb()
		}
	}
	return nil
}

// boundedPart reads one part of an archive and stops at the limits, counting
// real bytes: the sizes in the directory are only claims.
type boundedPart struct {
	rc   io.ReadCloser
	read int64
	max  int64
}

func openPart(f *zip.File, archive int64, lim limits) (*boundedPart, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, errBroken(err)
	}
	stored := min(int64(min(f.CompressedSize64, 1<<62)), archive)
	return &boundedPart{rc: rc, max: min(lim.part, max(ratioFrom, stored*lim.ratio))}, nil
}

func (p *boundedPart) Read(b []byte) (int, error) {
	n, err := p.rc.Read(b)
	p.read += int64(n)
	if p.read > p.max {
		return 0, errBomb()
	}
	return n, err
}

func (p *boundedPart) Close() error { return p.rc.Close() }
