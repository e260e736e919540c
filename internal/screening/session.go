package screening

import (
	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// decideSession decides whether the actor may see or run a class in a round, and
// answers both. By sitting with the class he may in this round alone, and while it is
// about to open or open.
func decideSession(t *act.Tx, verb access.Verb, campaign, class care.ID) (c care.Campaign, tally store.ClassTally, err error) {
	c, err = t.Campaign(campaign)
	if err == nil {
		tally, err = t.CampaignClass(campaign, class)
	}
	if err != nil {
		if refused := t.DecideUnit(verb, access.Session, class); refused != nil {
			err = refused
		}
		return c, tally, err
	}
	return c, tally, t.DecideClass(verb, access.Session, class, watcher(c, tally.Invigilator))
}

// watcher is the post that sits with a class of a round now.
func watcher(c care.Campaign, post care.ID) care.ID {
	if c.State != care.CampaignReady && c.State != care.CampaignOpen {
		return 0
	}
	return post
}
