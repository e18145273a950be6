namespace AIOps.Server.Web.Api;

/// <summary>What became of a command.</summary>
internal enum CommandOutcome
{
    Applied,
    Pending,
    Refused,
    NotFound,
}
