exec 'WORD = "inner"'
