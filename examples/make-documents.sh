#!/bin/sh
# The documents of the example programme, made by a word processor from the HTML files beside them, which are the ones to
# edit. The results are committed: run this after a change only. Needs LibreOffice Writer.
set -eu
cd "$(dirname "$0")"
soffice --headless --infilter="HTML (StarWriter)" --convert-to docx:"MS Word 2007 XML" --outdir . plan.html
for f in charte consultation note programme reglement; do
	soffice --headless --infilter="HTML (StarWriter)" --convert-to pdf:writer_pdf_Export --outdir . "$f.html"
done
