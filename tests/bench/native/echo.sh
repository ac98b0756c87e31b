stty raw -echo
printf ready
exec cat
