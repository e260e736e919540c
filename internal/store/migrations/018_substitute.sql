-- whose vacant posts somebody acts for
CREATE INDEX post_substitute ON post (region, substitute) WHERE substitute IS NOT NULL;
