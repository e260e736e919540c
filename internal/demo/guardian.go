package demo

import (
	"context"

	"xinhuan/internal/care"
)

// guardianReads is a family that answers the school's notice. Where a guardian
// stays silent the owner of the episode calls, and files the talk.
func (b *builder) guardianReads(ctx context.Context, p *pupil, n care.Notice) error {
	return nil
}
