using System.Data.Common;
using Dapper;

namespace AIOps.Storage.Operational;

/// <summary>The open transaction that a write works in.</summary>
internal sealed class WriteSession(DbConnection connection, DbTransaction transaction, long nowMs)
{
    /// <summary>The database's clock when the transaction began.</summary>
    public long NowMs => nowMs;

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(sql, parameters, transaction);

    /// <summary>Reads the first row, or the type's default.</summary>
    public Task<T?> FirstAsync<T>(string sql, object? parameters = null) => connection.QueryFirstOrDefaultAsync<T>(sql, parameters, transaction);
}
