package demo

import "context"

func (b *builder) planToday(ctx context.Context) error { return nil }
