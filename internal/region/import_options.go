package region

import (
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// ApplyOptions is what a person decided about a staged import.
//
// The pages and the command line call, in this order:
//
//	StagePupils(ctx, who, ImportSource) (care.ID, error)
//	StageStaff(ctx, who, ImportSource) (care.ID, error)
//	StageConsents(ctx, who, campaign care.ID, ImportSource) (care.ID, error)
//	ImportView, ImportFaults, ImportRows(ctx, who, id, RowChange, page int) (RowPage, error)
//	ApplyImport(ctx, who, id, ApplyOptions) error   or   CancelImport
//
// Staging and applying run inside the call; a page runs them in the background
// and shows ImportView meanwhile.
type ApplyOptions struct {
	LeaversToo bool               // end the enrolment of those who are not in the list
	GoodRows   bool               // import the rows without error although others have one
	Doubtful   map[RowRef]care.ID // who a doubtful row is: a person, or 0 for somebody new; rows not named are left out

	// Sheets receives the new accounts of each committed run of staff rows, once;
	// first passwords are stored nowhere.
	Sheets func([]AccountSheet)

	// Consent records one decision inside the act; consents belong to another
	// room, so whoever joins the rooms passes screening.Room.TakeConsent here.
	Consent func(t *act.Tx, campaign care.ID, c Consented) error
}

// Consented is a guardian's decision from a list, with whose it is.
type Consented struct {
	Person   care.ID
	Decision care.ConsentDecision
	Signer   string
	Relation string
}
