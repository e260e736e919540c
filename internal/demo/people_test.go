package demo

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
)

// officerOf finds the district officer of a region.
func officerOf(rooms region.Room) (who act.Who, err error) {
	err = rooms.View(context.Background(), act.System, func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		posts, err := t.PostsOf(root.ID, care.DistrictOfficer)
		if err != nil {
			return err
		}
		person, err := t.Holder(posts[0].ID)
		who = act.Who{Actor: access.Actor{Person: person, Post: posts[0].ID, Unit: root.ID, Role: care.DistrictOfficer}, Purpose: "daily_work"}
		return err
	})
	return who, err
}

// anyClass finds a class of a region.
func anyClass(rooms region.Room) (id care.ID, err error) {
	err = rooms.View(context.Background(), act.System, func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		classes, err := t.Below(root.ID, care.Class)
		if err == nil {
			id = classes[0].ID
		}
		return err
	})
	return id, err
}
