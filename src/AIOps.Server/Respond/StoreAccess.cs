using System.CommandLine;
using AIOps.Server.Configuration;
using AIOps.Storage;
using AIOps.Storage.Operational;

namespace AIOps.Server.Respond;

/// <summary>Options of verbs that read the store itself, so that they work while the service does not.</summary>
internal sealed class StoreAccess
{
    private readonly Option<string?> _data = new("--data") { Description = "Data folder of the service." };
    private readonly Option<string?> _postgres = new("--postgres") { Description = "Connection string, when the store is PostgreSQL." };

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_postgres);
    }

    public Task<OperationalStore> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        OperationalStore.OpenAsync(new StorageOptions { DataFolder = parsed.GetValue(_data) ?? DataFolder.Default(), PostgreSql = parsed.GetValue(_postgres) ?? "" }, TimeProvider.System, cancellationToken);
}
