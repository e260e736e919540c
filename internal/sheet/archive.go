package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
)

// OpenArchive opens a zip of several tables as a folder. Its files obey the
// same limits on size and ratio as the parts of a workbook.
func OpenArchive(r io.ReaderAt, size int64) (fs.FS, error) {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, errBroken(err)
	}
	if err := checkArchive(z, defaultLimits); err != nil {
		return nil, err
	}
	return archive{z, size}, nil
}

type archive struct {
	zip  *zip.Reader
	size int64
}

// Open opens a file or folder of the archive by its slash-separated path.
func (a archive) Open(name string) (fs.File, error) {
	f, err := a.zip.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	stored := a.size
	if h, ok := info.Sys().(*zip.FileHeader); ok {
		stored = min(int64(min(h.CompressedSize64, 1<<62)), a.size)
	}
	return &archiveFile{f, boundedPart{rc: f, max: min(defaultLimits.part, max(ratioFrom, stored*defaultLimits.ratio))}}, nil
}

type archiveFile struct {
	fs.File
	part boundedPart
}

func (f *archiveFile) Read(b []byte) (int, error) { return f.part.Read(b) }
