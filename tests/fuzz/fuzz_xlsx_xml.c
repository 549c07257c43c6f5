#include "fuzz.h"

/* The sheet, the shared strings and the styles, cut by "%%%". */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	static const char book[] = "<workbook><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r\" xmlns:r=\"u\"/></sheets></workbook>";
	static const char rels[] = "<Relationships><Relationship Id=\"r\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
	struct fuzz_member m[5] = { { .name = "xl/worksheets/sheet1.xml" }, { .name = "xl/sharedStrings.xml" }, { .name = "xl/styles.xml" },
		{ "xl/workbook.xml", book, sizeof book - 1 }, { "xl/_rels/workbook.xml.rels", rels, sizeof rels - 1 } };
	size_t size;
	fuzz_parts(data, n, m);
	char *z = fuzz_zip(a, m, 5, &size);
	fuzz_read(a, z, size, "x.xlsx");
	arena_free(a);
	return 0;
}
