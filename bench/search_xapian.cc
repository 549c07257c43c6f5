// search_xapian DIR: the same texts and questions (docs.tsv, asks.tsv of bench_search) by Xapian: French stems, every word asked
// for, the twenty best with an excerpt. Writes DIR/xapian.tsv: class, milliseconds, results.
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <xapian.h>

// Of this thread's processor time, in milliseconds.
static double now()
{
	timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return double(t.tv_sec) * 1000 + double(t.tv_nsec) / 1e6;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	const std::string dir = argv[1];
	std::string line;
	{
		Xapian::WritableDatabase db(dir + "/xapian", Xapian::DB_CREATE_OR_OVERWRITE);
		Xapian::TermGenerator index;
		index.set_stemmer(Xapian::Stem("french"));
		std::ifstream docs(dir + "/docs.tsv");
		while (std::getline(docs, line)) {
			const size_t tab = line.find('\t');
			Xapian::Document d;
			index.set_document(d);
			index.index_text(line.substr(0, tab), 4);
			index.increase_termpos();
			index.index_text(line.substr(tab + 1));
			d.set_data(line.substr(tab + 1));
			db.add_document(d);
		}
		db.commit();
	}
	Xapian::Database db(dir + "/xapian");
	Xapian::QueryParser parser;
	parser.set_database(db);
	parser.set_stemmer(Xapian::Stem("french"));
	parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
	parser.set_default_op(Xapian::Query::OP_AND);
	std::ofstream out(dir + "/xapian.tsv");
	size_t bytes = 0;
	for (int turn = 0; turn < 2; turn++) { // the first one warms
		std::ifstream asks(dir + "/asks.tsv");
		while (std::getline(asks, line)) {
			const size_t tab = line.find('\t');
			const bool typing = line[0] == '4';
			const double from = now();
			Xapian::Enquire enquire(db);
			enquire.set_query(parser.parse_query(line.substr(tab + 1), typing ? Xapian::QueryParser::FLAG_PARTIAL | Xapian::QueryParser::FLAG_DEFAULT
			                                                                 : Xapian::QueryParser::FLAG_DEFAULT));
			const Xapian::MSet found = enquire.get_mset(0, 20);
			for (auto i = found.begin(); i != found.end(); ++i)
				bytes += found.snippet(i.get_document().get_data(), 220, Xapian::Stem("french"), 1, "<mark>", "</mark>", "…").size();
			const double took = now() - from;
			if (turn == 1)
				out << line.substr(0, tab) << ' ' << took << ' ' << found.size() << '\n';
		}
	}
	std::cerr << "# Xapian: " << db.get_doccount() << " texts, " << bytes << " bytes of excerpts\n";
	return 0;
}
