#include "base/secret.h"
#include <stdio.h>

int
main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	secret_init();
	fputs("pilotis: commande inconnue\n", stderr);
	return 2;
}
