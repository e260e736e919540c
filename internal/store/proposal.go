package store

import "xinhuan/internal/care"

// Proposal is what one person wants done in the house and another has to confirm.
type Proposal struct {
	ID        care.ID
	Kind      string // "appoint" or "password"
	Person    care.ID
	Unit      care.ID
	Role      care.Role // of an appointment
	ByPost    care.ID
	ByPerson  care.ID
	At        care.Millis
	ExpiresAt care.Millis
	State     string // "open", "confirmed", "refused"
}

const proposalColumns = "id, kind, person, unit, role, by_post, by_person, at, expires_at, state"

func scanProposal(r row) (p Proposal, err error) {
	err = r.Scan(&p.ID, &p.Kind, &p.Person, &p.Unit, &p.Role, &p.ByPost, &p.ByPerson, &p.At, &p.ExpiresAt, &p.State)
	return p, err
}

// InsertProposal adds an open proposal.
func (tx *Tx) InsertProposal(p Proposal) error {
	return tx.exec(`INSERT INTO proposal (region, id, kind, person, unit, role, by_post, by_person, at, expires_at, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open')`,
		tx.Region, p.ID, p.Kind, p.Person, p.Unit, p.Role, p.ByPost, p.ByPerson, tx.Now, p.ExpiresAt)
}

// Proposal reads one proposal, whatever became of it.
func (tx *Tx) Proposal(id care.ID) (Proposal, error) {
	return one(tx, "read proposal", scanProposal, "SELECT "+proposalColumns+" FROM proposal WHERE region = $1 AND id = $2", tx.Region, id)
}

// ProposalsOpen lists what may still be confirmed, oldest first; about one
// person, or about everybody with 0.
func (tx *Tx) ProposalsOpen(person care.ID) ([]Proposal, error) {
	return all(tx, "list proposals", scanProposal, "SELECT "+proposalColumns+` FROM proposal
		WHERE region = $1 AND state = 'open' AND expires_at > $2 AND (person = $3 OR $3 = 0) ORDER BY at, id`, tx.Region, tx.Now, int64(person))
}

// EndProposal says what became of an open proposal, and by whom.
func (tx *Tx) EndProposal(id care.ID, state string, post, person care.ID) error {
	return tx.must("end proposal", `UPDATE proposal SET state = $3, end_post = $4, end_person = $5, ended_at = $6
		WHERE region = $1 AND id = $2 AND state = 'open' AND expires_at > $6`, tx.Region, id, state, post, person, tx.Now)
}
