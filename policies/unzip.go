package policies

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Bounds of an uploaded pack: the largest that ships has some 20 files of together
// half a megabyte. Ours.
const (
	unzipMost  = 400
	unzipBytes = 8 << 20
)

func badZip(zh, en string) error { return care.Invalidf("file", zh, en) }

// Unzip reads the packs in an archive into memory: each folder with a pack.yaml is
// one, wherever it stands; a pack.yaml at the top names its own. What belongs to no
// pack is left out.
func Unzip(data []byte) (map[string][]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, badZip("这不是 zip 压缩包：请把规则包的文件夹压缩成 zip", "this is no zip archive: zip the folder of the pack")
	}
	if len(r.File) > unzipMost {
		return nil, badZip(fmt.Sprintf("压缩包里的文件超过 %d 个", unzipMost), fmt.Sprintf("the archive has more than %d files", unzipMost))
	}
	all, total := map[string][]byte{}, 0
	for _, f := range r.File {
		name := path.Clean(strings.ReplaceAll(f.Name, `\`, "/"))
		if f.FileInfo().IsDir() || !fs.ValidPath(name) || strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(path.Base(name), ".") {
			continue
		}
		body, err := f.Open()
		if err != nil {
			return nil, badZip("压缩包损坏，或设了密码", "the archive is damaged or has a password")
		}
		text, err := io.ReadAll(io.LimitReader(body, int64(unzipBytes-total)+1))
		body.Close()
		if err != nil {
			return nil, badZip("压缩包损坏", "the archive is damaged")
		}
		if total += len(text); total > unzipBytes {
			return nil, badZip("解压后超过 8 MB", "it holds more than 8 MB")
		}
		all[name] = text
	}
	return packsIn(all)
}

// packsIn keeps the files of packs, each under its pack's id.
func packsIn(all map[string][]byte) (map[string][]byte, error) {
	var homes []string
	for name := range all {
		if path.Base(name) == "pack.yaml" {
			homes = append(homes, path.Dir(name))
		}
	}
	if len(homes) == 0 {
		return nil, badZip("压缩包里没有 pack.yaml", "there is no pack.yaml in the archive")
	}
	slices.Sort(homes)
	out := map[string][]byte{}
	for _, home := range homes {
		id, prefix := path.Base(home), home+"/"
		if home == "." {
			head, err := headOf("pack.yaml", all["pack.yaml"])
			if err != nil || !packID.MatchString(head.ID) {
				return nil, badZip("pack.yaml 里没有可用的 id", "pack.yaml has no id that can be used")
			}
			id, prefix = head.ID, ""
		}
		for name, data := range all {
			rest, inside := strings.CutPrefix(name, prefix)
			if inside && (home != "." || !strings.Contains(rest, "/") || strings.HasPrefix(rest, "forms/")) {
				out[id+"/"+rest] = data
			}
		}
	}
	return out, nil
}

// Over lays files in memory over a file system of packs: a pack of the same id
// replaces the one below as a whole.
func Over(files map[string][]byte, below fs.FS) fs.FS { return overlay{memory(files), below} }
