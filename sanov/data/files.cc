#include "sanov/data/files.h"

#include <arrow/c/bridge.h>
#include <arrow/csv/options.h>
#include <arrow/dataset/api.h>
#include <arrow/dataset/file_csv.h>
#include <arrow/dataset/file_ipc.h>
#include <arrow/dataset/file_parquet.h>
#include <arrow/filesystem/localfs.h>
#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/util/config.h>
#include <arrow/util/key_value_metadata.h>
#include <arrow/util/thread_pool.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>
#if ARROW_VERSION_MAJOR >= 21
#include <arrow/compute/initialize.h>
#endif
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "sanov/base/error.h"
#include "sanov/data/csv_messages.h"
#include "sanov/data/file_names.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::int32_t kBatchesAhead = 4, kFilesAhead = 1;

/// Arrow keeps threads of its own: no more of them than sanov was told to use.
void initialize_arrow() {
  if (thread_count() < arrow::GetCpuThreadPoolCapacity())
    (void)arrow::SetCpuThreadPoolCapacity(thread_count());  // fails for less than 1 only
}

/// The dataset's scanner works with Arrow's functions, whose registry takes some milliseconds to fill.
void initialize_functions() {
#if ARROW_VERSION_MAJOR >= 21
  static const arrow::Status status = arrow::compute::Initialize();
  if (!status.ok()) fail_domain("", "libarrow", "cannot be initialised: " + status.message());
#endif
}

std::shared_ptr<arrow::dataset::FileFormat> make_format(const TableFiles& files) {
  if (files.format == TableFormat::parquet) return std::make_shared<arrow::dataset::ParquetFileFormat>();
  if (files.format == TableFormat::ipc) return std::make_shared<arrow::dataset::IpcFileFormat>();
  auto csv = std::make_shared<arrow::dataset::CsvFileFormat>();
  csv->parse_options.delimiter = files.delimiter;
  csv->parse_options.newlines_in_values = true;
  auto scan = std::make_shared<arrow::dataset::CsvFragmentScanOptions>();
  scan->convert_options.check_utf8 = false;  // else one bad byte makes a column binary; names are mended when shown
  csv->default_fragment_scan_options = scan;
  return csv;
}

std::shared_ptr<arrow::dataset::FragmentScanOptions> make_scan_options(TableFormat format) {
  if (format != TableFormat::parquet) return nullptr;
  auto options = std::make_shared<arrow::dataset::ParquetFragmentScanOptions>();
  // Reading ahead whole row groups would take their size in memory a second time.
  options->arrow_reader_properties->set_pre_buffer(false);
  options->reader_properties->enable_buffered_stream();
  return options;
}

bool is_encoded(const parquet::FileMetaData& file, int leaf) {
  double bytes = 0, values = 0;  // of a damaged file they may be anything
  for (int group = 0; group < file.num_row_groups(); ++group) {
    const auto chunk = file.RowGroup(group)->ColumnChunk(leaf);
    bytes += static_cast<double>(chunk->total_uncompressed_size());
    values += static_cast<double>(chunk->num_values());
  }
  return has_small_dictionary(bytes, values);
}

/// The batches of one Parquet file. The dataset's scanner decodes whole row groups at once; this does not, which takes
/// a third of the time and of the memory.
class ParquetBatches final : public arrow::RecordBatchReader {
 public:
  static arrow::Result<std::shared_ptr<ParquetBatches>> open(const std::string& path,
                                                             const std::vector<std::string>& columns) {
    parquet::ReaderProperties file_properties;
    file_properties.enable_buffered_stream();
    ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
    parquet::arrow::FileReaderBuilder builder;
    ARROW_RETURN_NOT_OK(builder.Open(file, file_properties));
    const std::shared_ptr<parquet::FileMetaData> metadata = builder.raw_reader()->metadata();
    parquet::ArrowReaderProperties properties(true);
    properties.set_pre_buffer(false);
    properties.set_batch_size(static_cast<std::int64_t>(
        batch_rows(columns.empty() ? static_cast<std::size_t>(metadata->num_columns()) : columns.size())));
    auto batches = std::make_shared<ParquetBatches>();
    const std::set<std::string_view> wanted(columns.begin(), columns.end());
    PARQUET_CATCH_NOT_OK(batches->choose_dictionaries(*metadata, wanted, properties));
    ARROW_ASSIGN_OR_RAISE(batches->file_, builder.properties(properties)->Build());
    ARROW_RETURN_NOT_OK(batches->choose(wanted));
    return batches;
  }

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override { return batches_->ReadNext(batch); }

 private:
  void choose_dictionaries(const parquet::FileMetaData& file, const std::set<std::string_view>& columns,
                           parquet::ArrowReaderProperties& properties) {
    for (int leaf = 0; leaf < file.num_columns(); ++leaf) {
      const parquet::ColumnDescriptor& column = *file.schema()->Column(leaf);
      const bool text = column.logical_type() != nullptr && column.logical_type()->is_string() &&
                        column.path()->ToDotVector().size() == 1 &&
                        (columns.empty() || columns.contains(column.name()));
      if (!text || !is_encoded(file, leaf)) continue;
      properties.set_read_dictionary(leaf, true);
      texts_.insert(column.name());
    }
  }

  /// All columns where none are named.
  arrow::Status choose(const std::set<std::string_view>& columns) {
    std::vector<int> groups(static_cast<std::size_t>(file_->num_row_groups())), leaves;
    std::iota(groups.begin(), groups.end(), 0);
    if (columns.empty()) {
      ARROW_ASSIGN_OR_RAISE(batches_, file_->GetRecordBatchReader(groups));
    } else {
      for (const parquet::arrow::SchemaField& field : file_->manifest().schema_fields)
        if (field.is_leaf() && columns.contains(field.field->name())) leaves.push_back(field.column_index);
      ARROW_ASSIGN_OR_RAISE(batches_, file_->GetRecordBatchReader(groups, leaves));
    }
    arrow::FieldVector fields = batches_->schema()->fields();
    for (std::shared_ptr<arrow::Field>& field : fields)
      if (texts_.contains(field->name()) && !was_dictionary(field->name()))
        field = field->WithMergedMetadata(arrow::key_value_metadata({{std::string(kPlainText), ""}}));
    schema_ = arrow::schema(fields);
    return arrow::Status::OK();
  }

  /// Whether who wrote the file had a dictionary there.
  bool was_dictionary(const std::string& column) const {
    const std::shared_ptr<arrow::Schema> written = file_->manifest().origin_schema;
    const std::shared_ptr<arrow::Field> field = written != nullptr ? written->GetFieldByName(column) : nullptr;
    return field != nullptr && field->type()->id() == arrow::Type::DICTIONARY;
  }

  std::unique_ptr<parquet::arrow::FileReader> file_;  // which batches_ needs
  std::unique_ptr<arrow::RecordBatchReader> batches_;
  std::set<std::string> texts_;  // that are read as dictionaries
  std::shared_ptr<arrow::Schema> schema_;
};

class FileSource final : public TableSource {
 public:
  explicit FileSource(std::string path) : path_(std::move(path)), files_(find_files(path_)) { initialize_arrow(); }

  std::string name() const override { return path_; }

  ArrowStream open(const std::vector<std::string>& columns) override {
    ArrowArrayStream stream;
    check(arrow::ExportRecordBatchReader(
        one_parquet() ? take(ParquetBatches::open(files_.paths.front(), columns)) : open_scanner(columns), &stream));
    return ArrowStream(&stream);
  }

  bool columnar() const override { return one_parquet(); }

  /// A CSV column of another type than its beginning let guess is opened as the next wider one.
  void recover(std::string_view message) override {
    const std::optional<ConversionFailure> failure = read_conversion_failure(message);
    if (files_.format != TableFormat::csv || !failure || schema_ == nullptr) fail(message);
    const std::shared_ptr<arrow::Field> field = failed_field(failure->column);
    if (field == nullptr) fail(message);
    const std::shared_ptr<arrow::DataType> wider = widen(*field->type());
    if (wider == nullptr) fail(message);
    wider_[field->name()] = wider;
  }

 private:
  bool one_parquet() const { return files_.format == TableFormat::parquet && files_.folder.empty(); }

  std::shared_ptr<arrow::RecordBatchReader> open_scanner(const std::vector<std::string>& columns) {
    initialize_functions();
    const std::shared_ptr<arrow::dataset::Dataset> dataset = open_dataset(files_.paths);
    arrow::dataset::ScannerBuilder builder(dataset);
    check(builder.UseThreads(true));
    check(builder.BatchSize(static_cast<std::int64_t>(batch_rows(columns.size()))));
    check(builder.BatchReadahead(kBatchesAhead));
    check(builder.FragmentReadahead(kFilesAhead));
    if (auto options = make_scan_options(files_.format)) check(builder.FragmentScanOptions(options));
    if (!columns.empty()) check(builder.Project(present(*dataset->schema(), columns)));
    return take(take(builder.Finish())->ToRecordBatchReader());
  }

  /// The column that stands at a place in the file that failed. Files may have their columns in different orders: then
  /// each is tried alone, with what it has there.
  std::shared_ptr<arrow::Field> failed_field(std::size_t place) const {
    std::vector<std::string> names(files_.paths.size());
    for (std::size_t i = 0; i < names.size() && i < file_columns_.size(); ++i)
      if (place < file_columns_[i].size()) names[i] = file_columns_[i][place];
    const auto same = [&](const std::string& name) { return name == names.front(); };
    if (std::all_of(names.begin(), names.end(), same)) return schema_->GetFieldByName(names.front());
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!names[i].empty() && fails_to_convert(files_.paths[i], names[i])) return schema_->GetFieldByName(names[i]);
    return nullptr;
  }

  bool fails_to_convert(const std::string& path, const std::string& column) const {
    arrow::dataset::ScannerBuilder builder(take(make_factory({path})->Finish(schema_)));
    check(builder.Project({column}));
    const auto batches = take(take(builder.Finish())->ToRecordBatchReader());
    std::shared_ptr<arrow::RecordBatch> batch;
    do {
      const arrow::Status status = batches->ReadNext(&batch);
      if (!status.ok()) return read_conversion_failure(status.message()).has_value();
    } while (batch != nullptr);
    return false;
  }

  static std::shared_ptr<arrow::DataType> widen(const arrow::DataType& type) {
    switch (type.id()) {
      case arrow::Type::NA: return arrow::int64();
      case arrow::Type::INT64: return arrow::float64();
      case arrow::Type::STRING: return nullptr;
      default: return arrow::utf8();
    }
  }

  static std::vector<std::string> present(const arrow::Schema& schema, const std::vector<std::string>& columns) {
    std::vector<std::string> result;
    for (const std::string& column : columns)
      if (schema.GetFieldIndex(column) >= 0) result.push_back(column);
    return result;
  }

  std::shared_ptr<arrow::dataset::DatasetFactory> make_factory(const std::vector<std::string>& paths) const {
    arrow::dataset::FileSystemFactoryOptions options;
    options.partition_base_dir = files_.folder;
    options.partitioning = arrow::dataset::HivePartitioning::MakeFactory();
    return take(arrow::dataset::FileSystemDatasetFactory::Make(std::make_shared<arrow::fs::LocalFileSystem>(), paths,
                                                               make_format(files_), options));
  }

  std::shared_ptr<arrow::dataset::Dataset> open_dataset(const std::vector<std::string>& paths) {
    const auto factory = make_factory(paths);
    std::shared_ptr<arrow::Schema> schema = inspect(*factory);
    for (int i = 0; i < schema->num_fields(); ++i) {
      const auto wider = wider_.find(schema->field(i)->name());
      if (wider != wider_.end()) schema = take(schema->SetField(i, schema->field(i)->WithType(wider->second)));
    }
    schema_ = schema;
    return take(factory->Finish(schema));
  }

  /// One schema for all files, then for what their folders' names say.
  std::shared_ptr<arrow::Schema> inspect(arrow::dataset::DatasetFactory& factory) {
    arrow::dataset::InspectOptions options;
    options.fragments = arrow::dataset::InspectOptions::kInspectAllFragments;
    options.field_merge_options = arrow::Field::MergeOptions::Permissive();
    if (files_.format != TableFormat::csv) return take(factory.Inspect(options));
    arrow::FieldVector fields;
    file_columns_.clear();
    for (const std::shared_ptr<arrow::Schema>& schema : take(factory.InspectSchemas(options))) {
      file_columns_.push_back(schema->field_names());
      for (const std::shared_ptr<arrow::Field>& field : schema->fields()) merge_guess(fields, field);
    }
    return arrow::schema(fields);
  }

  /// Types of CSV columns are guesses: where files disagree, numbers become floats and all else text.
  static void merge_guess(arrow::FieldVector& fields, const std::shared_ptr<arrow::Field>& field) {
    const auto same =
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f->name() == field->name(); });
    if (same == fields.end()) {
      fields.push_back(field);
      return;
    }
    const auto is = [&](const auto& one, arrow::Type::type type) { return one->type()->id() == type; };
    if (field->type()->Equals((*same)->type()) || is(field, arrow::Type::NA)) return;
    const bool numbers = (is(field, arrow::Type::INT64) || is(field, arrow::Type::DOUBLE)) &&
                         (is(*same, arrow::Type::INT64) || is(*same, arrow::Type::DOUBLE));
    *same = (*same)->WithType(is(*same, arrow::Type::NA) ? field->type() : numbers ? arrow::float64() : arrow::utf8());
  }

  void check(const arrow::Status& status) const {
    if (!status.ok()) fail(status.message());
  }

  template <class T>
  T take(arrow::Result<T> result) const {
    check(result.status());
    return std::move(result).MoveValueUnsafe();
  }

  /// Says it in one line that names the file.
  [[noreturn]] void fail(std::string_view message) const {
    if (files_.paths.size() == 1) fail_domain("", path_, explain_arrow(message));
    for (const std::string& path : files_.paths) {
      const std::string found = first_failure(path);
      if (!found.empty()) fail_domain("", path, found);
    }
    fail_domain("", path_, explain_arrow(message));
  }

  /// What goes wrong when one file of a folder is read alone; empty if nothing does.
  std::string first_failure(const std::string& path) const {
    try {
      FileSource alone(path);
      alone.wider_ = wider_;
      ArrowStream stream = alone.open({});
      for (;;) {
        OwnedArray batch;
        if (stream->get_next(stream.out(), batch.out()) != 0)
          return explain_arrow(stream->get_last_error(stream.out()));
        if (!batch) return "";
      }
    } catch (const DomainError& error) {
      return error.complaint().rule;
    }
  }

  std::string path_;
  TableFiles files_;
  std::shared_ptr<arrow::Schema> schema_;                          // of the last opening
  std::vector<std::vector<std::string>> file_columns_;             // of each CSV file, in its own order
  std::map<std::string, std::shared_ptr<arrow::DataType>> wider_;  // CSV columns read as another type than guessed
};

}  // namespace

void write_parquet(const std::string& path, ArrowStream table) {
  initialize_arrow();
  const auto check = [&](const arrow::Status& status) {
    if (!status.ok()) fail_file(path, EIO, "cannot be written: " + explain_arrow(status.message()));
  };
  auto reader = arrow::ImportRecordBatchReader(table.out());
  if (!reader.ok()) fail_domain("", path, explain_arrow(reader.status().message()));
  auto rows = (*reader)->ToTable();
  if (!rows.ok()) fail_domain("", path, explain_arrow(rows.status().message()));
  auto file = arrow::io::FileOutputStream::Open(path);
  check(file.status());
  check(parquet::arrow::WriteTable(**rows, arrow::default_memory_pool(), *file));
  check((*file)->Close());
}

std::unique_ptr<TableSource> open_table(const std::string& path) { return std::make_unique<FileSource>(path); }

}  // namespace sanov
