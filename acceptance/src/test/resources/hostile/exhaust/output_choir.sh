# Prints from sixteen processes at once, each through a pipe that it opened itself.
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
    yes > /dev/stdout &
    yes > /dev/stderr &
done 2> /dev/null
wait
