package attachment

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/jpeg" // DecodeConfig
	_ "image/png"
)

// pixelsMost bounds a photo, so that no small file unfolds into a large one; ours.
const pixelsMost = 80_000_000

var (
	errPhoto     = fault("照片损坏，请重新拍摄或导出", "the photo is damaged; take or export it again")
	pngSignature = []byte("\x89PNG\r\n\x1a\n")
)

// JPEG markers.
const (
	soi   = 0xd8
	eoi   = 0xd9
	sos   = 0xda
	app0  = 0xe0
	app1  = 0xe1
	app14 = 0xee // Adobe: how colours are coded
	app15 = 0xef
	com   = 0xfe
)

// stripJPEG keeps the picture and drops what the camera wrote beside it: place,
// time, camera, thumbnail, comments, and whatever follows the end. Which way up
// the photo is held stays, in a note that says nothing else.
func stripJPEG(b []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(b)))
	out.Write([]byte{0xff, soi})
	turned := -1
	at := 2
	for {
		for at < len(b) && b[at] == 0xff && at+1 < len(b) && b[at+1] == 0xff {
			at++ // fill bytes
		}
		if at+4 > len(b) || b[at] != 0xff {
			if at+2 <= len(b) && b[at] == 0xff && b[at+1] == eoi {
				out.Write([]byte{0xff, eoi})
				return sound(out.Bytes())
			}
			return nil, errPhoto
		}
		marker := b[at+1]
		if marker == eoi {
			out.Write([]byte{0xff, eoi})
			return sound(out.Bytes())
		}
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		if size < 2 || at+2+size > len(b) {
			return nil, errPhoto
		}
		segment := b[at : at+2+size]
		at += len(segment)
		switch {
		case marker == app1 && turned < 0:
			if turned = orientation(segment[4:]); turned > 1 {
				out.Write(turnedNote(turned))
			}
		case marker >= app0 && marker <= app15 && marker != app14, marker == com:
		default:
			out.Write(segment)
		}
		if marker == sos {
			end := scanEnd(b, at)
			out.Write(b[at:end])
			at = end
		}
	}
}

// scanEnd finds the next marker after coded data.
func scanEnd(b []byte, at int) int {
	for ; at+1 < len(b); at++ {
		if b[at] == 0xff && b[at+1] != 0 && (b[at+1] < 0xd0 || b[at+1] > 0xd7) {
			return at
		}
	}
	return len(b)
}

// orientation reads the one number of an EXIF block that is kept; -1 when the
// block is something else.
func orientation(b []byte) int {
	tiff, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return -1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	first := int64(order.Uint32(tiff[4:]))
	if first+2 > int64(len(tiff)) {
		return 1
	}
	entries := int64(order.Uint16(tiff[first:]))
	for i := range entries {
		at := first + 2 + 12*i
		if at+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[at:]) == 0x0112 {
			if v := int(order.Uint16(tiff[at+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// turnedNote is an EXIF block that says only which way up the photo is held.
func turnedNote(v int) []byte {
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(v), 0, 0, 0, 0, 0, 0}
	body := append([]byte("Exif\x00\x00"), tiff...)
	return append([]byte{0xff, app1, 0, byte(len(body) + 2)}, body...)
}

// pngKept are the chunks a picture needs.
var pngKept = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "sRGB": true, "cHRM": true, "sBIT": true, "bKGD": true, "pHYs": true}

func stripPNG(b []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(b)))
	out.Write(pngSignature)
	for at := len(pngSignature); at+12 <= len(b); {
		size := int64(binary.BigEndian.Uint32(b[at:]))
		if int64(at)+12+size > int64(len(b)) {
			return nil, errPhoto
		}
		chunk := b[at : int64(at)+12+size]
		at += len(chunk)
		name := string(chunk[4:8])
		if pngKept[name] {
			out.Write(chunk)
		}
		if name == "IEND" {
			return sound(out.Bytes())
		}
	}
	return nil, errPhoto
}

// sound tells whether a picture can be shown and does not unfold too large.
func sound(b []byte) ([]byte, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, errPhoto
	}
	if c.Width*c.Height > pixelsMost {
		return nil, fault("照片太大，请缩小后再附上", "the photo is too large; make it smaller and attach it again")
	}
	return b, nil
}
